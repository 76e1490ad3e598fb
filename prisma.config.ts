import { defineConfig } from 'prisma/config';

/** For Prisma's command line only; the service applies the migrations itself (`service/storage/migrate.ts`). */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['POSTGRES_URL'] ?? '' },
});
