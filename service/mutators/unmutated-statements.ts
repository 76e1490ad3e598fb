import { childOf, partsOf, type SyntaxNode } from '../python/syntax-node.ts';
import { isStatement } from './statement-extent.ts';

/** Statements that execute nothing a mutant could change. */
const EMPTY = new Set([
  'pass_statement',
  'global_statement',
  'nonlocal_statement',
  'function_definition',
  'class_definition',
  'decorated_definition',
]);
const REASONS = new Map([
  ['import_statement', 'Imports are not mutated.'],
  ['import_from_statement', 'Imports are not mutated.'],
  ['future_import_statement', 'Imports are not mutated.'],
  ['type_alias_statement', 'Types are not mutated.'],
  ['with_statement', 'Context managers are left alone.'],
  ['break_statement', 'Without it the loop would only hang.'],
  ['match_statement', 'Its cases are mutated.'],
]);
const NO_MUTATOR = 'No mutator has a change for it.';

/** Statements, by node, for which nothing was proposed, and why. Docstrings and declarations are not statements here. */
export function* findUnmutated(
  nodes: readonly SyntaxNode[],
  mutated: ReadonlySet<SyntaxNode>,
): Generator<{ node: SyntaxNode; reason: string }> {
  for (const node of nodes) {
    if (!isStatement(node) || EMPTY.has(node.type) || mutated.has(node) || isBareValue(node)) continue;
    yield { node, reason: REASONS.get(node.type) ?? reasonForExpression(node) };
  }
}

/** Docstrings, `...` and annotations without a value. */
function isBareValue(node: SyntaxNode): boolean {
  const [only] = partsOf(node);
  if (node.type !== 'expression_statement' || !only) return false;
  if (only.type === 'assignment') return !childOf(only, 'right');
  return ['string', 'concatenated_string', 'ellipsis'].includes(only.type);
}

function reasonForExpression(node: SyntaxNode): string {
  const [only] = partsOf(node);
  if (only?.type === 'assignment') return 'Without it the name would only be missing.';
  return NO_MUTATOR;
}
