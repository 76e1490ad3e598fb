import { openDatabase } from '../../../service/storage/open-database.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';
import { startPostgres } from '../../helpers/postgres.ts';
import { describeStore } from './describe-store.ts';

describeStore('a Postgres server', async () => {
  const server = await startPostgres();
  const url = await server.createDatabase();
  const open = () => openDatabase({ kind: 'postgres', url }, MIGRATIONS_FOLDER);
  const [first, second] = await Promise.all([open(), open()]);
  return {
    databases: [first, second],
    async close() {
      await Promise.all([first.close(), second.close()]);
      await server.stop();
    },
  };
});
