/** Rows that go to the database in one statement: few enough for the memory that a JSON document of them takes. */
const ROWS_PER_STATEMENT = 2_000;

export function* chunksOf<Item>(items: readonly Item[], size = ROWS_PER_STATEMENT): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
