import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arithmeticOperator } from '../../../../service/mutators/operators/arithmetic-operator.ts';
import { bitwiseOperator } from '../../../../service/mutators/operators/bitwise-operator.ts';
import { logicalOperator } from '../../../../service/mutators/operators/logical-operator.ts';
import { childOf, partsOf, type SyntaxNode, withoutParentheses } from '../../../../service/python/syntax-node.ts';
import { mutatedTexts, parseCode } from '../../../helpers/expect-mutants.ts';

const BINARY = ['or', 'and', '|', '&', '<<', '>>', '+', '-', '*', '/', '//', '%', '@', '**', '<', 'in'];
const UNARY = ['not ', '-', '~'];

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom('a', 'b', 'c'),
    fc.tuple(tie('expression'), fc.constantFrom(...BINARY), tie('expression')).map((parts) => parts.join(' ')),
    fc.tuple(fc.constantFrom(...UNARY), tie('expression')).map((parts) => parts.join('')),
    tie('expression').map((inner) => `(${inner})`),
  ),
}));

/** The groups of an expression, without the parentheses that make them. */
function shapeOf(node: SyntaxNode): unknown {
  const inner = withoutParentheses(node);
  if (inner.type === 'identifier') return inner.text;
  const operators = inner.children.filter(({ isNamed, fieldName }) => !isNamed && fieldName !== undefined);
  return [operators.map(({ text }) => text), ...partsOf(inner).map(shapeOf)];
}

const shapeOfText = (text: string): unknown => {
  const statement = partsOf(parseCode(text).root)[0];
  const value = statement && (childOf(statement, 'value') ?? partsOf(statement)[0]);
  assert.ok(value, text);
  return shapeOf(value);
};

function countDifferences(a: unknown, b: unknown): number {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b ? 0 : 1;
  if (a.length !== b.length) return Infinity;
  return a.reduce<number>((sum, item, index) => sum + countDifferences(item, b[index]), 0);
}

const isPython = (text: string): boolean => {
  try {
    parseCode(text);
    return true;
  } catch {
    return false;
  }
};

describe('replaceOperator', () => {
  it('changes one operator and no group of any expression', () => {
    fc.assert(
      fc.property(expression.filter(isPython), (text) => {
        const before = shapeOfText(text);
        for (const mutator of [arithmeticOperator, bitwiseOperator, logicalOperator]) {
          for (const mutated of mutatedTexts(mutator, text)) {
            assert.equal(countDifferences(before, shapeOfText(mutated)), 1, `${text} became ${mutated}`);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
