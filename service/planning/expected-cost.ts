import type { PlannedTest } from '../../shared/runner-plan.ts';

/** CPU of importing the project and collecting its tests afresh, in milliseconds; measured on toolz, itsdangerous and boltons. */
const START_MS = 150;

/**
 * CPU milliseconds that a mutant may take: half of its tests, because a killed one stops at the first that fails and a
 * surviving one runs them all.
 */
export const expectedCostMs = (coveredBy: readonly number[], tests: readonly Pick<PlannedTest, 'cpuMs'>[]): number =>
  START_MS + coveredBy.reduce((sum, index) => sum + (tests[index]?.cpuMs ?? 0), 0) / 2;
