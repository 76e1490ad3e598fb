import { isParsable } from '../python/parse-source.ts';
import type { SyntaxNode } from '../python/syntax-node.ts';
import type { Change } from './mutator.ts';
import { frameChanged, type StatementExtent } from './statement-extent.ts';

interface PlacedChange extends Change {
  readonly node: SyntaxNode;
  readonly statement: StatementExtent;
}

/** Long enough that the start of the parser does not count, short enough that little is parsed again where one fails. */
const PARSED_TOGETHER = 16_384;

/** A table of data can be one statement of thousands of lines with as many changes; of those only the part around is parsed. */
const LONG_STATEMENT = 2_000;

const EXPRESSIONS = new Set([
  'attribute',
  'binary_operator',
  'boolean_operator',
  'call',
  'comparison_operator',
  'concatenated_string',
  'conditional_expression',
  'dictionary',
  'lambda',
  'list',
  'not_operator',
  'parenthesized_expression',
  'set',
  'string',
  'subscript',
  'tuple',
  'unary_operator',
]);

/**
 * Those changes that leave the file free of syntax errors. Only the changed statements are parsed, many one below the
 * other as one text; where that fails its halves are, down to the change at fault.
 */
export function keepParsable<Item extends PlacedChange>(text: string, changes: readonly Item[]): Item[] {
  const kept: Item[] = [];
  let batch: FramedChange<Item>[] = [];
  let length = 0;
  for (const change of changes) {
    const code = frame(text, change);
    batch.push({ change, code });
    length += code.length;
    if (length < PARSED_TOGETHER) continue;
    kept.push(...keepHalves(batch));
    batch = [];
    length = 0;
  }
  return [...kept, ...keepHalves(batch)];
}

interface FramedChange<Item> {
  readonly change: Item;
  /** Text that parses just when the changed file does. */
  readonly code: string;
}

function keepHalves<Item>(framed: readonly FramedChange<Item>[]): Item[] {
  if (isParsable(framed.map(({ code }) => code).join('\n'))) return framed.map(({ change }) => change);
  if (framed.length <= 1) return [];
  const middle = framed.length >> 1;
  return [...keepHalves(framed.slice(0, middle)), ...keepHalves(framed.slice(middle))];
}

function frame(text: string, change: PlacedChange): string {
  const { node, statement } = change;
  const around = statement.end - statement.start > LONG_STATEMENT ? largestExpression(node, change) : undefined;
  if (around) return `(\n${applyWithin(text, around.start, around.end, change)}\n)\n`;
  return frameChanged(text, statement, change) ?? applyWithin(text, 0, text.length, change);
}

const applyWithin = (text: string, start: number, end: number, change: Change): string =>
  text.slice(start, change.start) + change.replacement + text.slice(change.end, end);

/** Around the change, and not too long with the change in it. */
function largestExpression(node: SyntaxNode, { start, end, replacement }: Change): SyntaxNode | undefined {
  const longest = LONG_STATEMENT - replacement.length + (end - start);
  let largest: SyntaxNode | undefined;
  for (let next: SyntaxNode | undefined = node; next && next.end - next.start <= longest; next = next.parent) {
    if (EXPRESSIONS.has(next.type) && next.start <= start && end <= next.end) largest = next;
  }
  return largest;
}
