import { TinybugError } from '../../../shared/error-code.ts';
import type { Page, PageRequest } from '../store.ts';

type CursorKind = 'repository' | 'run' | 'mutant' | 'statement' | 'triage';

/** A cursor names the last row of the page before it. */
export const encodeCursor = (kind: CursorKind, id: string): string =>
  Buffer.from(`${kind}:${id}`).toString('base64url');

/** @throws TinybugError `invalid-request` for what `encodeCursor` did not make for this kind */
export function decodeCursor(kind: CursorKind, cursor: string): string {
  const [decodedKind, id, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  if (decodedKind !== kind || id === undefined || id === '' || rest.length > 0) throw invalidCursor();
  return id;
}

export const invalidCursor = (): TinybugError =>
  new TinybugError('invalid-request', 'The cursor does not come from a page of this list.');

/** Makes a page of rows that were asked for with a limit one higher. */
export function toPage<Item extends { readonly id: string }>(
  kind: CursorKind,
  rows: Item[],
  { limit }: PageRequest,
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: encodeCursor(kind, last.id) } : { items };
}
