/**
 * Code whose line runs at import, or with other code, and that has an effect only where one function is called. Which tests
 * do that is known better than by lines.
 */
import { childOf, contains, tokenOf, type SyntaxNode } from '../python/syntax-node.ts';

export interface ConfinedCode {
  readonly kind: 'body';
  /** A lambda, or a definition with its decorators. */
  readonly definition: SyntaxNode;
}

/** Without it a call runs the body at once, and shows what has changed without anybody asking for a value. */
const MAKES_GENERATOR = new Set(['yield']);

export const isFunctionBody = ({ fieldName, parent }: SyntaxNode): boolean =>
  fieldName === 'body' && (parent?.type === 'function_definition' || parent?.type === 'lambda');

/** What everything in a function's body is confined to; undefined where the lines of the body tell as much. */
export function confineBody(body: SyntaxNode, text: string): ConfinedCode | undefined {
  const { parent: owner } = body;
  if (!owner || !isFunctionBody(body) || !sharesItsLine(body, owner, text) || contains(body, MAKES_GENERATOR))
    return undefined;
  return { kind: 'body', definition: withDecorators(owner) };
}

function sharesItsLine(body: SyntaxNode, owner: SyntaxNode, text: string): boolean {
  if (owner.type === 'lambda') return true;
  const colon = tokenOf(owner, ':');
  return colon !== undefined && !text.slice(colon.end, body.start).includes('\n');
}

const withDecorators = (owner: SyntaxNode): SyntaxNode =>
  owner.parent?.type === 'decorated_definition' && childOf(owner.parent, 'definition') === owner
    ? owner.parent
    : owner;
