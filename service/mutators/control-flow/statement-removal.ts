import { ancestorOf, childOf, contains, partsOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';
import { isBoundBefore } from './bound-names.ts';

const BINDS_OR_YIELDS = new Set(['yield', 'named_expression']);
const FUNCTION_OR_LOOP = new Set([
  'function_definition',
  'for_statement',
  'while_statement',
  'try_statement',
  'with_statement',
]);

/**
 * A statement → `pass`: calls, `del`, `raise`, an early `return`, assignments to attributes and items, and assignments to
 * names that have a value already: without its first value a name would only be missing.
 */
export const statementRemoval: Mutator = {
  name: 'StatementRemoval',
  nodeTypes: ['expression_statement', 'delete_statement', 'raise_statement', 'return_statement'],
  *mutate(node) {
    if (isRemovable(node)) yield replaceNode(node, 'pass');
  },
};

function isRemovable(node: SyntaxNode): boolean {
  if (node.type === 'return_statement') return partsOf(node).length === 0 && !endsFunction(node);
  if (node.type !== 'expression_statement') return true;
  const [expression, ...more] = partsOf(node);
  if (!expression || more.length > 0 || contains(expression, BINDS_OR_YIELDS)) return false;
  if (expression.type === 'assignment') return isRemovableAssignment(expression);
  return ['call', 'await', 'augmented_assignment'].includes(expression.type);
}

function isRemovableAssignment(assignment: SyntaxNode): boolean {
  const target = childOf(assignment, 'left');
  const value = childOf(assignment, 'right');
  if (!target || !value || value.type === 'assignment') return false;
  if (target.type === 'attribute' || target.type === 'subscript') return true;
  return target.type === 'identifier' && isBoundBefore(assignment, target.text, assignment.start);
}

/** A `return` after which nothing would run anyway. */
function endsFunction(statement: SyntaxNode): boolean {
  const end = ancestorOf(statement, FUNCTION_OR_LOOP);
  if (end?.type !== 'function_definition') return false;
  let node = statement;
  while (node !== end) {
    const { parent } = node;
    if (!parent) return false;
    if (parent.type === 'block' && partsOf(parent).at(-1) !== node) return false;
    node = parent;
  }
  return true;
}
