import type { MutationTestResult } from 'mutation-testing-report-schema/api';
import { TinybugError } from '../../shared/error-code.ts';
import type { Run } from '../../shared/run.ts';
import type { Store } from '../storage/store.ts';
import { createMutationTestingReport } from './mutation-testing-report.ts';

/** Reads all that a report of the run needs, and makes it. */
export async function readReport(store: Store, run: Run, version: string): Promise<MutationTestResult> {
  // Sources after mutants: a mutant is stored after its file, so that no file is missing.
  const [repository, tests, marks] = await Promise.all([
    store.findRepository(run.repositoryId),
    store.listTests(run.id),
    store.listMarks(run.id),
  ]);
  if (repository === undefined) throw new TinybugError('not-found', 'There is no such repository.');
  const mutants = await store.listStoredMutants(run.id);
  const sources = await store.listSources(run.id);
  return createMutationTestingReport({ run, repository, sources, mutants, tests, marks, version });
}
