import { isParsable } from '../python/parse-source.ts';
import type { Change } from './mutator.ts';
import { frameChanged, type StatementExtent } from './statement-extent.ts';

interface ChangeInStatement extends Change {
  readonly statement: StatementExtent;
}

/** Long enough that the start of the parser does not count, short enough that little is parsed again where one fails. */
const PARSED_TOGETHER = 200;

/**
 * Those changes that leave the file free of syntax errors. Only the changed statements are parsed, many one below the
 * other as one text; where that fails its halves are, down to the change at fault.
 */
export function keepParsable<Item extends ChangeInStatement>(text: string, changes: readonly Item[]): Item[] {
  const framed = changes.map((change) => ({
    change,
    code:
      frameChanged(text, change.statement, change) ??
      text.slice(0, change.start) + change.replacement + text.slice(change.end),
  }));
  const kept: Item[] = [];
  for (let start = 0; start < framed.length; start += PARSED_TOGETHER) {
    kept.push(...keepHalves(framed.slice(start, start + PARSED_TOGETHER)));
  }
  return kept;
}

function keepHalves<Item>(framed: readonly { change: Item; code: string }[]): Item[] {
  if (isParsable(framed.map(({ code }) => code).join('\n'))) return framed.map(({ change }) => change);
  if (framed.length <= 1) return [];
  const middle = framed.length >> 1;
  return [...keepHalves(framed.slice(0, middle)), ...keepHalves(framed.slice(middle))];
}
