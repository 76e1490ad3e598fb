import { emptyMutantCounts } from '../../shared/mutation-score.ts';
import { hasEnded, type Repository, type Run } from '../../shared/run.ts';

/** A completed run without mutants, but for what is overridden. */
export const createRun = (overrides: Partial<Run> = {}): Run => ({
  id: '6f0c1a52-2f7e-4c0e-9d56-0a4f6d1f7b11',
  repositoryId: '0d9b7c2a-8a3f-4f59-b0f2-5f4f3f1c2e22',
  status: 'Completed',
  phase: 'score',
  settings: {},
  isDirty: false,
  counts: emptyMutantCounts(),
  createdAt: '2026-11-22T10:00:00.000Z',
  ...(hasEnded(overrides.status ?? 'Completed') && { endedAt: '2026-11-22T10:01:05.000Z' }),
  ...overrides,
});

export const createRepository = (overrides: Partial<Repository> = {}): Repository => ({
  id: '0d9b7c2a-8a3f-4f59-b0f2-5f4f3f1c2e22',
  name: 'calculator',
  ciProvider: 'local',
  location: '/projects/calculator',
  createdAt: '2026-11-22T09:00:00.000Z',
  ...overrides,
});
