import type { SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

/**
 * `1` → `2`, `0xff` → `0x100`, `1.5` → `2.5`. Not beside `<`, `>=`, `==` and `!=`, where one more is, for whole numbers,
 * what the comparison's own mutants are; nor `x[0]` and `x[-1]`, which become each other.
 */
export const numberLiteral: Mutator = {
  name: 'NumberLiteral',
  nodeTypes: ['integer', 'float'],
  *mutate(node) {
    if (isComparedExactly(node) || isFirstOrLastIndex(node)) return;
    const replacement = node.type === 'integer' ? addToInteger(node.text) : addToFloat(node.text);
    if (replacement !== undefined) yield replaceNode(node, replacement);
  },
};

const signed = (node: SyntaxNode): SyntaxNode => (node.parent?.type === 'unary_operator' ? node.parent : node);

function isComparedExactly(node: SyntaxNode): boolean {
  const operand = signed(node);
  if (operand.parent?.type !== 'comparison_operator') return false;
  return operand.parent.children.some(({ type }) => ['<', '>=', '==', '!='].includes(type));
}

function isFirstOrLastIndex(node: SyntaxNode): boolean {
  const index = signed(node);
  return index.fieldName === 'subscript' && (index.text === '0' || index.text === '-1');
}

/** The grammar calls `5j` and `1e3` integers, too. */
function addToInteger(text: string): string | undefined {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (!/^(?:0x[0-9a-f]+|0o[0-7]+|0b[01]+|\d+)$/.test(digits)) return addToFloat(text);
  const sum = BigInt(/^0+$/.test(digits) ? '0' : digits) + 1n;
  if (digits.startsWith('0x')) return `0x${sum.toString(16)}`;
  if (digits.startsWith('0o')) return `0o${sum.toString(8)}`;
  if (digits.startsWith('0b')) return `0b${sum.toString(2)}`;
  return sum.toString();
}

/** Where one more is lost to rounding, the double. */
function addToFloat(text: string): string | undefined {
  const digits = text.replaceAll('_', '').toLowerCase();
  const unit = digits.endsWith('j') ? 'j' : '';
  const value = Number(unit ? digits.slice(0, -1) : digits);
  const changed = value + 1 === value ? value * 2 : value + 1;
  if (!Number.isFinite(changed)) return undefined;
  const shown = String(changed);
  return `${unit || /[.e]/.test(shown) ? shown : `${shown}.0`}${unit}`;
}
