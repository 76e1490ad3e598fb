import { TinybugError } from '../../../shared/error-code.ts';
import type { MutantDetail } from '../../../shared/mutant-result.ts';
import { describeMutant } from '../../reporting/mutant-detail.ts';
import type { OperationCall, OperationHandlers } from './operation.ts';
import { requireRun } from './run-operations.ts';

export const mutantOperations: Pick<
  OperationHandlers,
  'listMutants' | 'listUnmutatedStatements' | 'showMutant' | 'showSource'
> = {
  listMutants: async ({ params, query, store }) => {
    await requireRun(store, params.runId);
    return store.listMutants(params.runId, query);
  },
  listUnmutatedStatements: async ({ params, query, store }) => {
    await requireRun(store, params.runId);
    return store.listUnmutatedStatements(params.runId, query);
  },
  showMutant,
  showSource: async ({ params, query, store }) => {
    await requireRun(store, params.runId);
    const source = await store.findSource(params.runId, query.path);
    if (source === undefined) throw new TinybugError('not-found', 'The run has no such file.');
    return { path: source.path, text: source.text };
  },
};

async function showMutant({ params, store }: OperationCall<'showMutant'>): Promise<MutantDetail> {
  await requireRun(store, params.runId);
  const mutant = await store.findMutant(params.runId, params.mutantId);
  const source = mutant && (await store.findSource(params.runId, mutant.mutant.path));
  if (mutant === undefined || source === undefined) throw new TinybugError('not-found', 'There is no such mutant.');
  const [tests, marks] = await Promise.all([store.listTests(params.runId), store.listMarks(params.runId)]);
  return describeMutant(mutant, source, { tests, triage: marks.get(params.mutantId) });
}
