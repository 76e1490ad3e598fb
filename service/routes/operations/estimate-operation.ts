import { setImmediate as nextTurn } from 'node:timers/promises';
import { TinybugError } from '../../../shared/error-code.ts';
import type { CiProviderName, Run, RunRequest } from '../../../shared/run.ts';
import type { CiProvider } from '../../ci/ci-provider.ts';
import type { SourceProvider, SourceTree } from '../../ci/source-provider.ts';
import { enumerateMutants } from '../../mutators/enumerate-mutants.ts';
import { MUTATOR_NAMES } from '../../mutators/registry.ts';
import { estimateRun, type KnownTimes } from '../../planning/estimate-run.ts';
import { suiteMsOf } from '../../planning/limit-measuring.ts';
import { mergeSettings, readSettings } from '../../planning/read-settings.ts';
import { choosePaths } from '../../planning/source-paths.ts';
import type { Store } from '../../storage/store.ts';
import type { OperationHandlers } from './operation.ts';

export interface EstimateOptions {
  /** Where the service can look at sources before a run; without it nothing is estimated. */
  readonly estimating?:
    | {
        readonly providers: ReadonlyMap<CiProviderName, Pick<CiProvider, 'capacity'>>;
        readonly sources: ReadonlyMap<CiProviderName, SourceProvider>;
      }
    | undefined;
}

/** Enough files to tell how many mutants there are; of more, a share is read. */
const MOST_FILES = 200;
const RUNS_LOOKED_AT = 20;

export const createEstimateOperation =
  ({ estimating }: EstimateOptions): OperationHandlers['estimateRun'] =>
  async ({ body, store }) => {
    const repository = await store.findRepository(body.repositoryId);
    if (repository === undefined) throw new TinybugError('not-found', 'There is no such repository.');
    const provider = estimating?.providers.get(repository.ciProvider);
    const source = estimating?.sources.get(repository.ciProvider);
    if (provider === undefined || source === undefined)
      throw new TinybugError('invalid-request', `This service has no CI provider "${repository.ciProvider}".`);
    const { organisationId } = store;
    const { revision, patch } = body;
    const request = { organisationId, repository, revision, patch };
    const tree = await source.open(request);
    const settings = mergeSettings(readSettings(tree.settingsFiles, MUTATOR_NAMES), body.settings);
    const [capacity, counted, known] = await Promise.all([
      provider.capacity(request, settings),
      countMutants(tree, { ...body, settings }),
      findKnownTimes(store, repository.id),
    ]);
    return estimateRun({ ...counted, settings, capacity, known });
  };

async function countMutants(
  tree: SourceTree,
  { since, settings }: Pick<RunRequest, 'since' | 'settings'>,
): Promise<{ mutants: number; files: number }> {
  const changed = since === undefined ? undefined : await tree.changedLines(since);
  const paths = choosePaths(tree.paths, settings).filter((path) => changed?.has(path) ?? true);
  const read = paths.slice(0, MOST_FILES);
  let mutants = 0;
  let files = 0;
  for (const path of read) {
    const found = enumerateMutants(await tree.read(path), { mutators: settings.mutators });
    const lines = changed?.get(path);
    const inScope = (found.kind === 'enumerated' ? found.mutants : []).filter(
      ({ location }) =>
        lines?.some(([first, last]) => first <= location.end.line && last >= location.start.line) ?? true,
    );
    mutants += inScope.length;
    files += inScope.length > 0 ? 1 : 0;
    // Parsing holds the event loop.
    await nextTurn();
  }
  const share = read.length === 0 ? 1 : paths.length / read.length;
  return { mutants: Math.round(mutants * share), files: Math.round(files * share) };
}

async function findKnownTimes(store: Store, repositoryId: string): Promise<KnownTimes | undefined> {
  const { items } = await store.listRuns({ repositoryId, limit: RUNS_LOOKED_AT });
  const last = items.find(isTelling);
  if (last?.baseline === undefined) return undefined;
  const measured = (await store.listStoredMutants(last.id)).flatMap(({ result }) => result?.evidence ?? []);
  const own = measured.filter(({ reusedFrom }) => reusedFrom === undefined);
  if (own.length === 0) return undefined;
  const perMutantMs = own.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / own.length;
  return { suiteMs: suiteMsOf(last.baseline, last.settings.strategy), perMutantMs };
}

const isTelling = ({ status, baseline }: Run): boolean =>
  status === 'Completed' && baseline !== undefined && baseline.reusedFrom === undefined;
