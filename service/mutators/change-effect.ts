import type { Change } from './mutator.ts';

const WORD = /[\p{L}\p{N}_]/u;

/** `return-a` without its sign must not become `returna`. */
export function keepWordsApart(text: string, { start, end, replacement }: Change): Change {
  if (replacement === '') return { start, end, replacement };
  const before = WORD.test(text.charAt(start - 1)) && WORD.test(replacement.charAt(0)) ? ' ' : '';
  const behind = WORD.test(text.charAt(end)) && WORD.test(replacement.charAt(replacement.length - 1)) ? ' ' : '';
  return { start, end, replacement: before + replacement + behind };
}

/**
 * The same for changes that make the same text, however they were described: where the texts first differ, and what
 * stands there in the one and in the other.
 */
export function describeEffect(text: string, { start, end, replacement }: Change): string {
  const growth = replacement.length - (end - start);
  const changedAt = (offset: number): string =>
    offset < start + replacement.length ? replacement.charAt(offset - start) : text.charAt(offset - growth);
  let first = start;
  while (first < text.length && text[first] === changedAt(first)) first += 1;
  let last = Math.max(end, first, first - growth);
  while (last > first && last + growth > first && text[last - 1] === changedAt(last + growth - 1)) last -= 1;
  let inserted = '';
  for (let offset = first; offset < last + growth; offset += 1) inserted += changedAt(offset);
  return `${first}:${last}:${inserted}`;
}
