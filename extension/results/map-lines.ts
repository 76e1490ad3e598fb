import { diffArrays } from 'diff';

/** Where a line of the measured text is in the present one, both from 1; undefined where it was changed or removed. */
export type LineMap = (measuredLine: number) => number | undefined;

/** Beyond so many differing lines the middle of two texts counts as rewritten: comparing them would hold the editor up. */
const LARGEST_EDIT = 2_000;

/** As the service counts lines; a carriage return is no difference, so that a file keeps its marks when its line ends change. */
const linesOf = (text: string): string[] =>
  text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));

export function mapLines(measured: string, present: string): LineMap {
  if (measured === present) return (line) => line;
  const before = linesOf(measured);
  const after = linesOf(present);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const middle = mapMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return (line) => {
    if (line <= head) return line;
    if (line > before.length - tail) return line + after.length - before.length;
    const mapped = middle.get(line - head);
    return mapped === undefined ? undefined : mapped + head;
  };
}

function mapMiddle(before: readonly string[], after: readonly string[]): Map<number, number> {
  const mapped = new Map<number, number>();
  if (before.length === 0 || after.length === 0) return mapped;
  const changes = diffArrays([...before], [...after], { maxEditLength: LARGEST_EDIT }) ?? [];
  let [old, now] = [1, 1];
  for (const { added, removed, value } of changes) {
    if (!added && !removed) value.forEach((_, index) => mapped.set(old + index, now + index));
    if (!added) old += value.length;
    if (!removed) now += value.length;
  }
  return mapped;
}
