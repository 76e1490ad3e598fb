import { TinybugError } from '../../shared/error-code.ts';
import {
  coverMutants,
  selectMutants as decideFates,
  type Selection,
  type SelectionInput,
} from '../planning/select-mutants.ts';
import type { CiCapacity } from '../ci/ci-provider.ts';
import { describeMeasuring } from '../planning/describe-measuring.ts';
import { estimateMeasuring } from '../planning/estimate-run.ts';
import { limitMeasuring, suiteMsOf } from '../planning/limit-measuring.ts';
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
    const selection = await select(atHand, capacity);
    const { selected, summary } = selection;
    const counts = await store.countUnmutatedStatements(run.id);
    const unmutatedStatements = counts.reduce((sum, { statements }) => sum + statements, 0);
    await store.saveSelection(run.id, selected, {
      ...summary,
      ...(unmutatedStatements > 0 && { unmutatedStatements }),
    });
    await announceMeasuring(atHand, capacity, selection);
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

/** Before the first shard starts, because a CI costs money. */
async function announceMeasuring(
  { store, run }: RunAtHand,
  capacity: CiCapacity,
  { work, inScope, shardSizes }: Selection,
): Promise<void> {
  const suiteMs = suiteMsOfRun(run);
  const limits = limitMeasuring(capacity, run.settings, { suiteMs, files: work.files });
  const estimate = estimateMeasuring(capacity, limits, { ...work, suiteMs, shards: shardSizes.length });
  const message = describeMeasuring(capacity, { mutants: work.mutants, inScope }, estimate);
  if (message !== undefined) await store.appendNoticeOnce(run.id, { type: 'notice', level: 'info', message });
}

const suiteMsOfRun = ({ baseline, settings }: RunAtHand['run']): number =>
  baseline === undefined ? 0 : suiteMsOf(baseline, settings.strategy);

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
  const files = new Set(mutants.filter(({ status }) => status === 'Pending').map(({ mutant }) => mutant.path)).size;
  return {
    mutants: mutants.map(({ mutant, status }) => ({ mutant, status: status === 'Ignored' ? 'Ignored' : 'Pending' })),
    ...coverage,
    changedLines:
      since === undefined ? undefined : await (await source.open(await describeSource(atHand))).changedLines(since),
    lineScopes: chooseLines([...new Set(mutants.map(({ mutant }) => mutant.path))], settings),
    ...limitMeasuring(capacity, settings, { suiteMs: suiteMsOfRun(run), files }),
  };
}

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
