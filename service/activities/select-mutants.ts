import { TinybugError } from '../../shared/error-code.ts';
import {
  coverMutants,
  selectMutants as decideFates,
  type Selection,
  type SelectionInput,
} from '../planning/select-mutants.ts';
import type { CiCapacity } from '../ci/ci-provider.ts';
import { chooseLines } from '../planning/source-paths.ts';
import type { RunReference } from '../workflows/messages.ts';
import type { ShardSize } from '../workflows/run-progress.ts';
import { loadOpenRun, type ActivityDependencies, type RunAtHand } from './activity-dependencies.ts';
import { findCoverage } from './collect-baseline.ts';
import { describeSource } from './open-source.ts';
import { findReusableResults } from './verdict-cache.ts';

export interface SelectedShards {
  readonly shards: readonly ShardSize[];
  /** Shards that are worth measuring side by side. */
  readonly parallelShards: number;
  readonly startsTogether: boolean;
}

/** Decides which mutants are run, in which shard, and which tests each of them needs. What was decided stays. */
export async function selectMutants(deps: ActivityDependencies, reference: RunReference): Promise<SelectedShards> {
  const atHand = await loadOpenRun(deps, reference);
  const { store, run, provider } = atHand;
  const capacity = await provider.capacity(await describeSource(atHand), run.settings);
  if (run.selection === undefined) {
    const { selected, summary } = await select(atHand, capacity);
    const counts = await store.countUnmutatedStatements(run.id);
    const unmutatedStatements = counts.reduce((sum, { statements }) => sum + statements, 0);
    await store.saveSelection(run.id, selected, {
      ...summary,
      ...(unmutatedStatements > 0 && { unmutatedStatements }),
    });
  }
  if (run.phase !== 'measure') {
    await store.updateRun(run.id, { phase: 'measure' }, [{ type: 'phase-started', phase: 'measure' }]);
  }
  return {
    // Also of what an earlier attempt of the same activity decided, whose mutants may have results by now.
    shards: await store.listShardSizes(run.id),
    parallelShards: capacity.parallelJobs,
    startsTogether: capacity.startsShardsTogether,
  };
}

async function select(atHand: RunAtHand, capacity: CiCapacity): Promise<Selection> {
  const input = await collectInput(atHand, capacity);
  const covered = coverMutants(input);
  const results = await findReusableResults(atHand, covered, input.tests);
  const selection = decideFates({ ...input, reused: new Set(results.keys()) }, covered);
  if (selection.summary.selected === 0) {
    throw new TinybugError('nothing-to-mutate', describeNothing(selection, atHand.run));
  }
  const selected = selection.selected.map((fate) => {
    const reused = fate.status === 'Pending' ? results.get(fate.mutantId) : undefined;
    return reused === undefined ? fate : { ...fate, reused };
  });
  return { ...selection, selected };
}

async function collectInput(atHand: RunAtHand, capacity: CiCapacity): Promise<SelectionInput> {
  const { store, run, source } = atHand;
  const { settings, since } = run;
  const [mutants, coverage] = await Promise.all([store.listStoredMutants(run.id), findCoverage(store, run.id)]);
  const minutes = settings['time-budget-minutes'];
  return {
    mutants: mutants.map(({ mutant, status }) => ({ mutant, status: status === 'Ignored' ? 'Ignored' : 'Pending' })),
    ...coverage,
    changedLines:
      since === undefined ? undefined : await (await source.open(await describeSource(atHand))).changedLines(since),
    lineScopes: chooseLines([...new Set(mutants.map(({ mutant }) => mutant.path))], settings),
    maxMutants: smallest(settings['max-mutants'], capacity.maxMutants),
    timeBudgetMs: minutes === undefined ? undefined : minutes * 60_000,
    workers: (settings.workers ?? capacity.workersPerJob) * capacity.parallelJobs,
    shards: capacity.parallelJobs,
    worthAShardMs: capacity.worthAJobMs,
  };
}

const smallest = (...limits: readonly (number | undefined)[]): number | undefined => {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
};

function describeNothing(
  { summary: { enumerated, suppressed } }: Selection,
  { since, settings }: RunAtHand['run'],
): string {
  if (since !== undefined && enumerated > 0)
    return `None of ${enumerated} mutants is on a line changed since ${since}.`;
  if (settings.paths !== undefined && enumerated > 0)
    return `None of ${enumerated} mutants is on a line of ${settings.paths.join(', ')}.`;
  if (suppressed > 0) return `All ${suppressed} mutants are suppressed.`;
  return 'The measured files hold no code that a mutator changes.';
}
