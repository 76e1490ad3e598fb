import { TinybugError } from '../../shared/error-code.ts';
import { selectMutants as decideFates, type Selection } from '../planning/select-mutants.ts';
import type { RunReference } from '../workflows/messages.ts';
import type { ShardSize } from '../workflows/run-progress.ts';
import { loadOpenRun, type ActivityDependencies, type RunAtHand } from './activity-dependencies.ts';

export interface SelectedShards {
  readonly shards: readonly ShardSize[];
  /** Shards that are worth measuring side by side. */
  readonly parallelShards: number;
}

/** Decides which mutants are run, in which shard, and which tests each of them needs. */
export async function selectMutants(deps: ActivityDependencies, reference: RunReference): Promise<SelectedShards> {
  const atHand = await loadOpenRun(deps, reference);
  const { store, run, provider } = atHand;
  const shardSizes = run.selection === undefined ? await selectAndSave(atHand) : await countShards(atHand);
  if (run.phase !== 'measure') {
    await store.updateRun(run.id, { phase: 'measure' }, [{ type: 'phase-started', phase: 'measure' }]);
  }
  const shards = shardSizes.map((mutants, shardIndex) => ({ shardIndex, mutants }));
  return { shards, parallelShards: provider.parallelJobs };
}

async function selectAndSave(atHand: RunAtHand): Promise<number[]> {
  const selection = await select(atHand);
  await atHand.store.saveSelection(atHand.run.id, selection.selected, selection.summary);
  return selection.shardSizes;
}

/** An earlier attempt selected and did not live to say so. */
async function countShards({ store, run }: RunAtHand): Promise<number[]> {
  const sizes: number[] = [];
  for (const { shardIndex } of await store.listStoredMutants(run.id)) {
    if (shardIndex !== undefined) sizes[shardIndex] = (sizes[shardIndex] ?? 0) + 1;
  }
  return Array.from(sizes, (size: number | undefined) => size ?? 0);
}

async function select({ store, run, repository, provider, source }: RunAtHand): Promise<Selection> {
  const { settings, since } = run;
  const [mutants, tests, importLines] = await Promise.all([
    store.listStoredMutants(run.id),
    store.listTests(run.id),
    store.findImportLines(run.id),
  ]);
  const minutes = settings['time-budget-minutes'];
  const selection = decideFates({
    mutants: mutants.map(({ mutant, status }) => ({ mutant, status: status === 'Ignored' ? 'Ignored' : 'Pending' })),
    tests,
    importLines,
    changedLines: since === undefined ? undefined : await (await source.open(repository)).changedLines(since),
    maxMutants: settings['max-mutants'],
    timeBudgetMs: minutes === undefined ? undefined : minutes * 60_000,
    workers: settings.workers ?? provider.workersPerJob,
    shards: provider.parallelJobs,
  });
  if (selection.summary.selected === 0) throw new TinybugError('nothing-to-mutate', describeNothing(selection, since));
  return selection;
}

function describeNothing({ summary: { enumerated, suppressed } }: Selection, since: string | undefined): string {
  if (since !== undefined && enumerated > 0)
    return `None of ${enumerated} mutants is on a line changed since ${since}.`;
  if (suppressed > 0) return `All ${suppressed} mutants are suppressed.`;
  return 'The measured files hold no code that a mutator changes.';
}
