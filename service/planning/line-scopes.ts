import type { LineRange } from '../../shared/mutant.ts';

/** An entry of the setting `paths`: a path or pattern, and the lines of it where only some are meant (`shop/cart.py:10-20`). */
interface PathEntry {
  readonly pattern: string;
  readonly lines?: LineRange;
}

export function parsePathEntry(entry: string): PathEntry {
  const [, pattern, first, last] = /^(.+\.py):(\d{1,9})-(\d{1,9})$/.exec(entry) ?? [];
  if (pattern === undefined) return { pattern: entry };
  return { pattern, lines: [Number(first), Number(last)] };
}

/**
 * The lines to which entries of `paths` limit files, by path; a file that is not among them is meant as a whole, also where another
 * entry names it whole.
 */
export function findLineScopes(
  paths: readonly string[],
  matcherOf: (entries: readonly string[]) => (path: string) => boolean,
  entries: readonly string[],
): Map<string, LineRange[]> {
  const parsed = entries.map(parsePathEntry);
  const isWhole = matcherOf(parsed.flatMap(({ pattern, lines }) => (lines === undefined ? [pattern] : [])));
  const limits = parsed.flatMap(({ pattern, lines }) =>
    lines === undefined ? [] : { matches: matcherOf([pattern]), lines },
  );
  const scopes = new Map<string, LineRange[]>();
  for (const path of paths) {
    const ranges = limits.filter(({ matches }) => matches(path)).map(({ lines }) => lines);
    if (ranges.length > 0 && !isWhole(path)) scopes.set(path, ranges);
  }
  return scopes;
}
