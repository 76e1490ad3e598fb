import { argumentRemoval } from './calls/argument-removal.ts';
import { decoratorRemoval } from './calls/decorator-removal.ts';
import { defaultArgument } from './calls/default-argument.ts';
import { indexExpression } from './calls/index-expression.ts';
import { methodExpression } from './calls/method-expression.ts';
import { sliceBound } from './calls/slice-bound.ts';
import { comprehensionCondition } from './control-flow/comprehension-condition.ts';
import { conditionalExpression } from './control-flow/conditional-expression.ts';
import { exceptionHandler } from './control-flow/exception-handler.ts';
import { exceptionType } from './control-flow/exception-type.ts';
import { loopControl } from './control-flow/loop-control.ts';
import { matchCase } from './control-flow/match-case.ts';
import { returnValue } from './control-flow/return-value.ts';
import { statementRemoval } from './control-flow/statement-removal.ts';
import { zeroIterations } from './control-flow/zero-iterations.ts';
import { booleanLiteral } from './literals/boolean-literal.ts';
import { collectionLiteral } from './literals/collection-literal.ts';
import { noneLiteral } from './literals/none-literal.ts';
import { numberLiteral } from './literals/number-literal.ts';
import { stringLiteral } from './literals/string-literal.ts';
import type { Mutator } from './mutator.ts';
import { arithmeticOperator } from './operators/arithmetic-operator.ts';
import { assignmentOperator } from './operators/assignment-operator.ts';
import { bitwiseOperator } from './operators/bitwise-operator.ts';
import { equalityOperator } from './operators/equality-operator.ts';
import { identityOperator } from './operators/identity-operator.ts';
import { logicalOperator } from './operators/logical-operator.ts';
import { membershipOperator } from './operators/membership-operator.ts';
import { unaryOperator } from './operators/unary-operator.ts';

/** Every mutator. Where two of them make the same text of a file, the mutant is of the first. */
export const MUTATORS: readonly Mutator[] = [
  arithmeticOperator,
  bitwiseOperator,
  equalityOperator,
  membershipOperator,
  identityOperator,
  logicalOperator,
  unaryOperator,
  assignmentOperator,
  conditionalExpression,
  comprehensionCondition,
  matchCase,
  zeroIterations,
  loopControl,
  returnValue,
  statementRemoval,
  exceptionHandler,
  exceptionType,
  indexExpression,
  sliceBound,
  methodExpression,
  argumentRemoval,
  defaultArgument,
  decoratorRemoval,
  numberLiteral,
  stringLiteral,
  booleanLiteral,
  noneLiteral,
  collectionLiteral,
];

export const MUTATOR_NAMES: readonly string[] = MUTATORS.map(({ name }) => name);

/**
 * The mutators that the setting names: those it lists, or all, without those it lists with "-" before them.
 * Names are taken to be known; `readSettings` checks them.
 */
export function chooseMutators(setting: readonly string[] = []): readonly Mutator[] {
  const wanted = setting.filter((name) => !name.startsWith('-'));
  const unwanted = new Set(setting.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  return MUTATORS.filter(({ name }) => (wanted.length === 0 || wanted.includes(name)) && !unwanted.has(name));
}
