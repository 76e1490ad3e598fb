import { readFile } from 'node:fs/promises';
import { type DatabaseShape, describeColumn, describeForeignKey, describeIndex } from './database-shape.ts';

const SCHEMA = new URL('../../../../prisma/schema.prisma', import.meta.url);

const TYPES: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Boolean: 'boolean',
  Json: 'jsonb',
  'String @db.Uuid': 'uuid',
  'DateTime @db.Timestamptz(3)': 'timestamp(3) with time zone',
};

interface Model {
  readonly table: string;
  readonly lines: string[];
  /** Names of columns by names of fields. */
  readonly columns: ReadonlyMap<string, string>;
}

/** The shape of the tables that `schema.prisma` describes, as far as this schema uses Prisma's language. */
export async function readSchemaShape(): Promise<DatabaseShape> {
  const models = parseModels(await readFile(SCHEMA, 'utf8'));
  const all = [...models.values()];
  return {
    columns: all.flatMap((model) => columnsOf(model)).sort(),
    indexes: all.flatMap((model) => indexesOf(model)).sort(),
    foreignKeys: all.flatMap((model) => foreignKeysOf(model, models)).sort(),
  };
}

function parseModels(schema: string): Map<string, Model> {
  const models = new Map<string, Model>();
  for (const [, name = '', body = ''] of schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)) {
    const lines = body
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//'));
    const fields = lines.filter((line) => TYPES[typeOf(line)] !== undefined);
    const columns = new Map(
      fields.map((line) => [firstWord(line), /@map\("(\w+)"\)/.exec(line)?.[1] ?? firstWord(line)]),
    );
    models.set(name, { table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name, lines, columns });
  }
  return models;
}

const firstWord = (line: string): string => line.split(/\s+/)[0] ?? '';

/** A scalar type with what changes its column's type; for other lines a text that is no type. */
const typeOf = (line: string): string => {
  const type = (line.split(/\s+/)[1] ?? '').replace(/[?[\]]/g, '');
  const native = /@db\.(?:Uuid|Timestamptz\(3\))/.exec(line)?.[0];
  return native === undefined ? type : `${type} ${native}`;
};

const columnsOf = ({ table, lines, columns }: Model): string[] =>
  lines.flatMap((line) => {
    const column = columns.get(firstWord(line));
    if (column === undefined) return [];
    const isList = line.includes('[]');
    const isRequired = !isList && !/^\w+\s+\w+\?/.test(line);
    return [describeColumn(table, column, `${TYPES[typeOf(line)] ?? ''}${isList ? '[]' : ''}`, isRequired)];
  });

const indexesOf = ({ table, lines, columns }: Model): string[] =>
  lines.flatMap((line) => {
    const named = /^@@(id|unique|index)\(\[(.*?)\]\)/.exec(line);
    if (named !== null) return [describeIndex(KINDS[named[1] ?? ''] ?? '', table, toColumns(named[2], columns))];
    const column = columns.get(firstWord(line));
    const own = /\s@(id|unique)\b/.exec(line);
    return column === undefined || own === null ? [] : [describeIndex(KINDS[own[1] ?? ''] ?? '', table, [column])];
  });

const KINDS: Record<string, string> = { id: 'primary', unique: 'unique', index: 'index' };

const foreignKeysOf = ({ table, lines, columns }: Model, models: ReadonlyMap<string, Model>): string[] =>
  lines.flatMap((line) => {
    const relation = /^\w+\s+(\w+)\??\s+@relation\(fields: \[(.*?)\], references: \[(.*?)\]/.exec(line);
    const target = models.get(relation?.[1] ?? '');
    if (relation === null || target === undefined) return [];
    return [
      describeForeignKey(table, toColumns(relation[2], columns), target.table, toColumns(relation[3], target.columns)),
    ];
  });

const toColumns = (fields: string | undefined, columns: ReadonlyMap<string, string>): string[] =>
  (fields ?? '').split(',').map((field) => columns.get(field.trim()) ?? field);
