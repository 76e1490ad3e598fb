/** What `schema.prisma` and the database must agree on, in lines that sort and compare well. */
export interface DatabaseShape {
  /** Such as `runs.id uuid not null`. */
  readonly columns: string[];
  /** Such as `unique runs(organisation_id, id)`, `primary runs(id)` or `index runs(status)`. */
  readonly indexes: string[];
  /** Such as `tests(organisation_id, run_id) -> runs(organisation_id, id)`. */
  readonly foreignKeys: string[];
}

export const describeColumn = (table: string, column: string, type: string, isRequired: boolean): string =>
  `${table}.${column} ${type}${isRequired ? ' not null' : ''}`;

export const describeIndex = (kind: string, table: string, columns: readonly string[]): string =>
  `${kind} ${table}(${columns.join(', ')})`;

export const describeForeignKey = (
  table: string,
  columns: readonly string[],
  target: string,
  targetColumns: readonly string[],
): string => `${table}(${columns.join(', ')}) -> ${target}(${targetColumns.join(', ')})`;
