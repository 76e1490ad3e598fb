/**
 * The part of the text by which a test is known to have executed a mutant: the innermost statement around it, of a
 * compound statement only the header.
 */
import { childOf, partsOf, tokenOf, type SyntaxNode } from '../python/syntax-node.ts';

export interface StatementExtent {
  /** The statement, or the clause such as `elif`. */
  readonly node: SyntaxNode;
  readonly start: number;
  /** For a compound statement behind the colon of its header. */
  readonly end: number;
}

/** What makes a header parse alone: what must stand before it and behind. */
const HEADER_FRAMES: Readonly<Record<string, readonly [string, string]>> = {
  if_statement: ['', ' pass'],
  elif_clause: ['if x: pass\n', ' pass'],
  for_statement: ['', ' pass'],
  while_statement: ['', ' pass'],
  with_statement: ['', ' pass'],
  match_statement: ['', '\n case _: pass'],
  case_clause: ['match x:\n ', ' pass'],
  except_clause: ['try: pass\n', ' pass'],
  function_definition: ['', ' pass'],
  class_definition: ['', ' pass'],
  decorated_definition: ['', ' pass'],
};

export const isCompound = (node: SyntaxNode): boolean => Object.hasOwn(HEADER_FRAMES, node.type);

export const isStatement = (node: SyntaxNode): boolean =>
  isCompound(node) || (node.type.endsWith('_statement') && node.type !== 'try_statement');

/** The innermost statement that encloses the node, or is it. */
export function statementOf(node: SyntaxNode): SyntaxNode | undefined {
  let statement: SyntaxNode | undefined = node;
  while (statement && !isStatement(statement)) statement = statement.parent;
  return statement?.parent?.type === 'decorated_definition' ? statement.parent : statement;
}

export function extentOf(statement: SyntaxNode): StatementExtent {
  return { node: statement, start: statement.start, end: isCompound(statement) ? headerEnd(statement) : statement.end };
}

export function headerEnd(statement: SyntaxNode): number {
  const definition = statement.type === 'decorated_definition' ? childOf(statement, 'definition') : statement;
  return (definition && tokenOf(definition, ':')?.end) ?? statement.end;
}

/**
 * Offsets between which an executed line shows that the statement was executed. Wider than the statement where CPython
 * reports no line of it: a constant loop condition, a `case _`, a bare `except`, and jumps, which 3.9 folds away.
 */
export function executionRange(extent: StatementExtent): readonly [number, number] {
  const { node, start, end } = extent;
  if (node.type === 'break_statement' || node.type === 'continue_statement') return [startOfJump(node), end];
  const isSilent =
    node.type === 'case_clause' ||
    (node.type === 'except_clause' && !childOf(node, 'value')) ||
    (node.type === 'while_statement' && ['true', 'integer'].includes(childOf(node, 'condition')?.type ?? ''));
  return [start, isSilent ? (firstOfBody(node)?.start ?? end - 1) + 1 : end];
}

/** The text of the statement with a change in it, made such that it parses by itself; undefined where the change goes beyond it. */
export function frameChanged(
  text: string,
  { node, start, end }: StatementExtent,
  change: { readonly start: number; readonly end: number; readonly replacement: string },
): string | undefined {
  if (change.start < start || change.end > end) return undefined;
  const changed = text.slice(start, change.start) + change.replacement + text.slice(change.end, end);
  const [before, behind] = HEADER_FRAMES[node.type] ?? ['', ''];
  return node.type === 'decorated_definition'
    ? frameIndented(text, start, changed + behind)
    : `${before}${changed}${behind}\n`;
}

/** Decorators and the definition stand on lines of their own, all indented alike. */
function frameIndented(text: string, start: number, changed: string): string {
  const indentation = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return indentation === '' ? `${changed}\n` : `if x:\n${indentation}${changed}\n`;
}

const blockOf = (node: SyntaxNode): SyntaxNode | undefined => node.children.find(({ type }) => type === 'block');

function firstOfBody(node: SyntaxNode): SyntaxNode | undefined {
  const block = blockOf(node);
  return block && partsOf(block)[0];
}

/** From the statement before the jump, or from the header that leads to it. */
function startOfJump(jump: SyntaxNode): number {
  const siblings = jump.parent ? partsOf(jump.parent) : [];
  const previous = siblings[siblings.indexOf(jump) - 1];
  if (previous) return previous.start;
  const clause = jump.parent?.parent;
  const isWithoutLine = clause?.type === 'else_clause' || clause?.type === 'finally_clause';
  return (isWithoutLine ? clause.parent : clause)?.start ?? jump.start;
}
