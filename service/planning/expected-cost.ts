import type { PlannedTest } from '../../shared/runner-plan.ts';

/** CPU of forking and of activating a mutant, in milliseconds; measured on toolz, itsdangerous and markupsafe (docs/measured.md). */
const START_MS = 10;

/**
 * CPU milliseconds that a mutant may take: half of its tests, because a killed one stops at the first that fails and a
 * surviving one runs them all.
 */
export const expectedCostMs = (coveredBy: readonly number[], tests: readonly Pick<PlannedTest, 'cpuMs'>[]): number =>
  START_MS + coveredBy.reduce((sum, index) => sum + (tests[index]?.cpuMs ?? 0), 0) / 2;
