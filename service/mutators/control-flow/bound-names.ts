import { ancestorOf, childOf, descendantsOf, type SyntaxNode } from '../../python/syntax-node.ts';

const SCOPES = new Set(['function_definition', 'lambda', 'class_definition', 'module']);
const BINDING_PARENTS = new Set([
  'parameters',
  'lambda_parameters',
  'typed_parameter',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'as_pattern_target',
  'global_statement',
  'nonlocal_statement',
  'aliased_import',
]);
const BINDING_FIELDS = new Set(['left', 'name', 'alias']);

/** For each scope, by node, where each name is first bound; nodes live as long as their tree. */
const firstBindings = new WeakMap<SyntaxNode, ReadonlyMap<string, number>>();

/** Whether the name has a value, as far as the order of the text tells, before the offset in the scope that encloses the node. */
export function isBoundBefore(node: SyntaxNode, name: string, offset: number): boolean {
  const scope = ancestorOf(node, SCOPES);
  if (!scope) return false;
  const known = firstBindings.get(scope) ?? findBindings(scope);
  firstBindings.set(scope, known);
  return (known.get(name) ?? offset) < offset;
}

function findBindings(scope: SyntaxNode): Map<string, number> {
  const bindings = new Map<string, number>();
  for (const node of descendantsOf(scope)) {
    if (node.type !== 'identifier' || !isBinding(node) || scopeOfName(node) !== scope) continue;
    if (!bindings.has(node.text)) bindings.set(node.text, node.start);
  }
  return bindings;
}

function isBinding({ parent, fieldName }: SyntaxNode): boolean {
  if (!parent) return false;
  if (parent.type === 'dotted_name') return parent.fieldName === 'name';
  if (parent.type === 'keyword_argument') return false;
  return BINDING_PARENTS.has(parent.type) || (BINDING_FIELDS.has(fieldName ?? '') && parent.type !== 'binary_operator');
}

/** A function's own name belongs to the scope around it. */
function scopeOfName(node: SyntaxNode): SyntaxNode | undefined {
  const scope = ancestorOf(node, SCOPES);
  return scope && childOf(scope, 'name') === node ? ancestorOf(scope, SCOPES) : scope;
}
