import { z } from 'zod';
import type { DatabaseConnection } from '../../../../service/storage/connection/database-connection.ts';
import { type DatabaseShape, describeColumn, describeForeignKey, describeIndex } from './database-shape.ts';

const COLUMNS = `
  SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS is_required
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'
    AND a.attnum > 0 AND NOT a.attisdropped`;

const INDEXES = `
  SELECT t.relname AS table, CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'index' END AS kind,
    ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, true) FROM generate_series(1, i.indnkeyatts) AS n ORDER BY n) AS columns
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
  WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> '_prisma_migrations'`;

const FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS table, confrelid::regclass::text AS target,
    ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(n, place)
      JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY place) AS columns,
    ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k(n, place)
      JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY place) AS target_columns
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`;

const Columns = z.array(
  z.object({ table: z.string(), column: z.string(), type: z.string(), is_required: z.boolean() }),
);
const Indexes = z.array(z.object({ table: z.string(), kind: z.string(), columns: z.array(z.string()) }));
const ForeignKeys = z.array(
  z.object({
    table: z.string(),
    target: z.string(),
    columns: z.array(z.string()),
    target_columns: z.array(z.string()),
  }),
);

/** The shape of the tables that the database really has. */
export async function readDatabaseShape(connection: DatabaseConnection): Promise<DatabaseShape> {
  return connection.inSession(async (session) => {
    const columns = Columns.parse(await session.query(COLUMNS));
    const indexes = Indexes.parse(await session.query(INDEXES));
    const foreignKeys = ForeignKeys.parse(await session.query(FOREIGN_KEYS));
    return {
      columns: columns
        .map(({ table, column, type, is_required }) => describeColumn(table, column, type, is_required))
        .sort(),
      indexes: indexes.map(({ kind, table, columns: names }) => describeIndex(kind, table, names.map(unquoted))).sort(),
      foreignKeys: foreignKeys
        .map(({ table, columns: names, target, target_columns }) =>
          describeForeignKey(table, names, target, target_columns),
        )
        .sort(),
    };
  });
}

const unquoted = (name: string): string => name.replaceAll('"', '');
