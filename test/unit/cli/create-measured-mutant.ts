import type { MeasuredMutant, MutantDetail } from '../../../shared/mutant-result.ts';

export function createMeasuredMutant(overrides: Partial<MeasuredMutant> = {}): MeasuredMutant {
  return {
    id: '0123456789abcdef',
    path: 'shop/cart.py',
    mutatorName: 'ComparisonOperator',
    functionName: 'Cart.total',
    ordinal: 0,
    location: { start: { line: 12, column: 8 }, end: { line: 12, column: 9 } },
    byteRange: [200, 201],
    original: '>',
    replacement: '>=',
    coverageLines: [12, 12],
    static: false,
    status: 'Survived',
    killedBy: [],
    ...overrides,
  };
}

export const createMutantDetail = (overrides: Partial<MutantDetail> = {}): MutantDetail => ({
  ...createMeasuredMutant(),
  diff: '--- a/shop/cart.py\n+++ b/shop/cart.py\n@@ -11,3 +11,3 @@\n     total = self.sum()\n-    if total > 100:\n+    if total >= 100:\n         total *= 0.9\n',
  coveredBy: ['tests/test_cart.py::test_total', 'tests/test_cart.py::test_discount'],
  ...overrides,
});
