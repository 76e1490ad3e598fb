/**
 * Code whose line runs at import, or with other code, and that has an effect only where one function is called. Which tests
 * do that is known better than by lines.
 */
import { parseSource } from '../python/parse-source.ts';
import { childOf, contains, partsOf, tokenOf, type SyntaxNode, withoutParentheses } from '../python/syntax-node.ts';
import type { Change } from './mutator.ts';

export interface ConfinedCode {
  readonly kind: 'body' | 'default';
  /** The function's body, or the default of one of its parameters. */
  readonly node: SyntaxNode;
  /** Offsets between which the code object of the function begins. */
  readonly start: number;
  readonly end: number;
}

/** With one of these, a call runs nothing of the body, and yet shows whether it is there. */
const MAKES_GENERATOR = new Set(['yield']);
const DEFAULTS = new Set(['default_parameter', 'typed_default_parameter']);

export const isFunctionBody = ({ fieldName, parent }: SyntaxNode): boolean =>
  fieldName === 'body' && (parent?.type === 'function_definition' || parent?.type === 'lambda');

/** What everything in a function's body is confined to; undefined where the lines of the body tell as much. */
export function confineBody(body: SyntaxNode, text: string): ConfinedCode | undefined {
  const { parent: owner } = body;
  if (!owner || !sharesItsLine(body, owner, text) || contains(body, MAKES_GENERATOR)) return undefined;
  const { start, end } = withDecorators(owner);
  return { kind: 'body', node: body, start, end };
}

function sharesItsLine(body: SyntaxNode, owner: SyntaxNode, text: string): boolean {
  if (owner.type === 'lambda') return true;
  const colon = tokenOf(owner, ':');
  return colon !== undefined && !text.slice(colon.end, body.start).includes('\n');
}

/** What a literal default is confined to. Making one has no effect of its own, and nothing can change it later. */
export function confineDefault(value: SyntaxNode): ConfinedCode | undefined {
  const { fieldName, parent: parameter } = value;
  const owner = parameter?.parent?.parent;
  if (fieldName !== 'value' || !parameter || !owner || !DEFAULTS.has(parameter.type) || !isLiteral(value))
    return undefined;
  return { kind: 'default', node: value, start: withDecorators(owner).start, end: owner.start + 1 };
}

/** Whether what holds for the code holds with this change of it, too. */
export function staysConfined({ kind, node }: ConfinedCode, change: Change, text: string): boolean {
  if (kind === 'body') return true;
  if (change.start < node.start || change.end > node.end) return false;
  const changed = text.slice(node.start, change.start) + change.replacement + text.slice(change.end, node.end);
  const parsed = parseSource(`(${changed}\n)\n`);
  if (parsed.kind === 'invalid') return false;
  const [statement, ...others] = partsOf(parsed.tree.root);
  const [expression] = statement?.type === 'expression_statement' ? partsOf(statement) : [];
  return others.length === 0 && expression !== undefined && isLiteral(expression);
}

function isLiteral(node: SyntaxNode): boolean {
  const value = withoutParentheses(node);
  const parts = partsOf(value);
  switch (value.type) {
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'ellipsis':
      return true;
    case 'string':
      return !parts.some(({ type }) => type === 'interpolation');
    case 'concatenated_string':
    case 'tuple':
      return parts.every(isLiteral);
    case 'unary_operator':
      return parts.length === 1 && parts.every(({ type }) => type === 'integer' || type === 'float');
    default:
      return false;
  }
}

const withDecorators = (owner: SyntaxNode): SyntaxNode =>
  owner.parent?.type === 'decorated_definition' && childOf(owner.parent, 'definition') === owner ? owner.parent : owner;
