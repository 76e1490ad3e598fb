import { childOf, type SyntaxNode, type SyntaxTree } from '../python/syntax-node.ts';
import { type ConfinedCode, confineBody, confineDefault, isFunctionBody } from './confinement.ts';
import { SUPPRESSION_RULES, type SuppressionRule } from './suppression/suppression-rules.ts';

/** What holds for a node by where it stands. */
export interface CodeContext {
  /** Qualified name of the enclosing function or class; its decorators and defaults are its own. */
  readonly functionName: string;
  /** Runs while the module is imported. */
  readonly isStatic: boolean;
  /** Has an effect only where this function is called, though the line runs elsewhere as well. */
  readonly confinedTo: ConfinedCode | undefined;
  /** `types`: annotations and the like, which nothing executes. `pattern`: what stands behind `case`. */
  readonly place: 'code' | 'types' | 'pattern';
  /** In the braces of an f-string, where before Python 3.12 not everything may be written. */
  readonly isInterpolated: boolean;
  readonly suppressedBy: readonly SuppressionRule[];
}

const NOT_EXECUTED = new Set([
  'type',
  'type_parameter',
  'type_alias_statement',
  'import_statement',
  'import_from_statement',
  'future_import_statement',
  'global_statement',
  'nonlocal_statement',
]);

const OF_FILE: CodeContext = {
  functionName: '',
  isStatic: true,
  confinedTo: undefined,
  place: 'code',
  isInterpolated: false,
  suppressedBy: [],
};

/** The context of each node; nodes in one context share the object. */
export function findContexts({ nodes, text }: SyntaxTree): ReadonlyMap<SyntaxNode, CodeContext> {
  const contexts = new Map<SyntaxNode, CodeContext>();
  for (const node of nodes) {
    const outer = (node.parent && contexts.get(node.parent)) ?? OF_FILE;
    contexts.set(node, node.isNamed && outer.place !== 'types' ? narrow(outer, node, text) : outer);
  }
  return contexts;
}

function narrow(outer: CodeContext, node: SyntaxNode, text: string): CodeContext {
  const changes: { -readonly [Key in keyof CodeContext]?: CodeContext[Key] } = {};
  if (NOT_EXECUTED.has(node.type) || node.fieldName === 'superclasses') changes.place = 'types';
  else if (node.type === 'case_pattern') changes.place = 'pattern';
  const name = definedName(node);
  if (name !== undefined) changes.functionName = outer.functionName === '' ? name : `${outer.functionName}.${name}`;
  if (isFunctionBody(node)) {
    changes.isStatic = false;
    changes.confinedTo = confineBody(node, text);
  } else if (outer.isStatic) {
    const confinedTo = confineDefault(node);
    if (confinedTo) changes.confinedTo = confinedTo;
  }
  if (node.type === 'interpolation') changes.isInterpolated = true;
  const rules = SUPPRESSION_RULES.filter((rule) => rule.nodeTypes.has(node.type) && rule.applies(node));
  if (rules.length > 0) changes.suppressedBy = [...outer.suppressedBy, ...rules];
  return Object.keys(changes).length === 0 ? outer : { ...outer, ...changes };
}

function definedName(node: SyntaxNode): string | undefined {
  const isDefinition = node.type === 'function_definition' || node.type === 'class_definition';
  if (isDefinition) return node.parent?.type === 'decorated_definition' ? undefined : childOf(node, 'name')?.text;
  if (node.type !== 'decorated_definition') return undefined;
  const definition = childOf(node, 'definition');
  return definition && childOf(definition, 'name')?.text;
}
