import { tokenOf, type SyntaxNode } from '../../python/syntax-node.ts';
import type { PositionMap } from '../../python/position-map.ts';
import { headerEnd, isCompound } from '../statement-extent.ts';

/** Statements on these lines, both inclusive, are not to be measured. */
export interface IgnoredLines {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly reason: string;
  /** Only mutants of these mutators; without it of all. */
  readonly mutators?: ReadonlySet<string>;
  /** Where the comment stands that says so. */
  readonly commentLine: number;
}

interface Directive {
  readonly reason: string;
  readonly mutators?: ReadonlySet<string>;
  /** On the header of any block it takes the block; the others only those of functions and classes. */
  readonly takesBlocks: boolean;
  /** On a line of its own it is meant for the next line of code. */
  readonly canStandAbove: boolean;
}

/** As coverage.py has it by default. */
const NO_COVER = /#\s*(?:pragma|PRAGMA)[:\s]?\s*(?:no|NO)\s*(?:cover|COVER)/;
const NO_MUTATE = /#\s*pragma[:\s]\s*no\s*mutate/i;
const IGNORE = /#\s*tinybug:\s*ignore(?:\[([^\]]*)\])?(.*)$/i;

const CLAUSES = new Set(['try_statement', 'else_clause', 'finally_clause']);
const DEFINITIONS = new Set(['function_definition', 'class_definition', 'decorated_definition']);

export function findIgnoredLines(nodes: readonly SyntaxNode[], text: string, positions: PositionMap): IgnoredLines[] {
  const ignored: { line: number; commentLine: number; directive: Directive }[] = [];
  for (const node of nodes) {
    const directive = node.type === 'comment' ? readDirective(node.text) : undefined;
    if (!directive) continue;
    const commentLine = positions.lineAt(node.start);
    ignored.push({ line: lineMeant(node, directive, text, positions), commentLine, directive });
  }
  if (ignored.length === 0) return [];
  const blocks = findBlocks(nodes, positions);
  return ignored.map(({ line, commentLine, directive: { takesBlocks, reason, mutators } }) => {
    const block = blocks.find(
      ({ firstLine, headerLine, isDefinition }) =>
        firstLine <= line && line <= headerLine && (takesBlocks || isDefinition),
    );
    const lines = block
      ? { firstLine: block.firstLine, lastLine: block.lastLine }
      : { firstLine: line, lastLine: line };
    return { ...lines, commentLine, reason, ...(mutators && { mutators }) };
  });
}

function readDirective(comment: string): Directive | undefined {
  const ignore = IGNORE.exec(comment);
  if (ignore) {
    const reason = (ignore[2] ?? '').trim().replace(/^[-:–—]\s*/, '');
    const mutators = ignore[1]?.split(',').map((name) => name.trim());
    return {
      reason: reason === '' ? 'a comment says to ignore it' : `a comment says to ignore it: ${reason}`,
      ...(mutators && { mutators: new Set(mutators) }),
      takesBlocks: false,
      canStandAbove: true,
    };
  }
  if (NO_MUTATE.test(comment)) return { reason: 'of `# pragma: no mutate`', takesBlocks: false, canStandAbove: false };
  if (NO_COVER.test(comment)) return { reason: 'of `# pragma: no cover`', takesBlocks: true, canStandAbove: false };
  return undefined;
}

function lineMeant(comment: SyntaxNode, { canStandAbove }: Directive, text: string, positions: PositionMap): number {
  const line = positions.lineAt(comment.start);
  const lineStart = text.lastIndexOf('\n', comment.start - 1) + 1;
  if (!canStandAbove || text.slice(lineStart, comment.start).trim() !== '') return line;
  const below = text.slice(comment.end).split('\n').slice(1);
  const distance = below.findIndex((content) => !/^\s*(?:#|$)/.test(content));
  return distance === -1 ? line : line + 1 + distance;
}

interface Block {
  readonly firstLine: number;
  readonly headerLine: number;
  readonly lastLine: number;
  readonly isDefinition: boolean;
}

/** Outer blocks first, so that decorators are found with their definition. */
function findBlocks(nodes: readonly SyntaxNode[], positions: PositionMap): Block[] {
  return nodes
    .filter((node) => isCompound(node) || CLAUSES.has(node.type))
    .map((node) => {
      const definition =
        node.type === 'decorated_definition' ? node.children.find((child) => DEFINITIONS.has(child.type)) : node;
      const body = definition?.children.find(({ type }) => type === 'block');
      const end = isCompound(node) ? headerEnd(node) : (tokenOf(node, ':')?.end ?? node.start + 1);
      return {
        firstLine: positions.lineAt(node.start),
        headerLine: positions.lineAt(end - 1),
        lastLine: positions.lineAt((body ?? node).end - 1),
        isDefinition: DEFINITIONS.has(node.type),
      };
    });
}
