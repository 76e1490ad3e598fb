import { partsOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { areOrdered } from './operand-kind.ts';

/** One comparison of a chain: `a < b < c` has two. */
export interface ComparisonLink {
  readonly left: SyntaxNode;
  readonly operator: SyntaxNode;
  /** The operator's text with single spaces: `not in`. */
  readonly name: string;
  readonly right: SyntaxNode;
}

export function linksOf(comparison: SyntaxNode): ComparisonLink[] {
  const operands = partsOf(comparison);
  const operators = comparison.children.filter((child) => child.fieldName === 'operators' && !child.isNamed);
  return operators.flatMap((operator, index) => {
    const [left, right] = [operands[index], operands[index + 1]];
    return left && right ? [{ left, operator, name: operator.text.replace(/\s+/g, ' '), right }] : [];
  });
}

/** Whether the link gets the minimal set of an ordered comparison, which includes what turning it into a constant would find. */
export function isOrderedLink({ left, name, right }: ComparisonLink): boolean {
  return name === '==' || name === '!=' ? areOrdered(left, right) : ['<', '<=', '>', '>='].includes(name);
}
