/** Comparison of ordered values, as the set of outcomes of `left` against `right` for which it is true. */
export type OrderedOperator = '<' | '<=' | '==' | '!=' | '>=' | '>';
export type ComparisonReplacement = OrderedOperator | 'True' | 'False';

/**
 * For each operator the replacements that no other replacement subsumes. A replacement subsumes another when whatever
 * test notices it also notices the other; of the seven possible ones, exactly those that differ for a single one of the
 * outcomes less, equal and greater are not subsumed (derived from the truth table in the test).
 */
export const MINIMAL_REPLACEMENTS: Readonly<Record<OrderedOperator, readonly ComparisonReplacement[]>> = {
  '<': ['<=', '!=', 'False'],
  '<=': ['<', '==', 'True'],
  '==': ['<=', '>=', 'False'],
  '!=': ['<', '>', 'True'],
  '>=': ['>', '==', 'True'],
  '>': ['>=', '!=', 'False'],
};

export const isOrderedOperator = (text: string): text is OrderedOperator => Object.hasOwn(MINIMAL_REPLACEMENTS, text);
