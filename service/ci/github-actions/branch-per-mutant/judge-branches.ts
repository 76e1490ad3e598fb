import type { MutantResult } from '../../../../shared/mutant-result.ts';
import type { RunnerRecord } from '../../../../shared/runner-report.ts';
import type { BranchUpdate } from '../../../source/mirror/repository-mirror.ts';
import { branchOfCommit, readRound, standingOf, type BranchView } from './branch-job.ts';
import type { TestedCommit } from './branch-plan.ts';
import type { CiBaseline } from './ci-baseline.ts';
import type { CiRunEvidence } from './ci-run.ts';
import { classifyMutant } from './classify-run.ts';
import { readTestJobs } from './read-test-job.ts';

/** What is known of a job's commits; grows from poll to poll. */
export interface JudgedBranches {
  readonly baseline: CiBaseline;
  /** Whether the mutant that must fail was noticed, by the path of its file. */
  readonly canaries: Map<string, boolean>;
  readonly results: Map<string, MutantResult>;
  /** Branches that try a commit a second time. */
  readonly retried: Set<string>;
}

export interface Judgement {
  /** In the order in which they became known. */
  readonly records: readonly RunnerRecord[];
  /** To be pushed, because a second attempt may tell more. */
  readonly retries: readonly BranchUpdate[];
}

/** Commits looked at side by side. */
const AT_ONCE = 6;

/**
 * Judges every commit whose runs have ended since the last time. A mutant waits for the canary of its file.
 *
 * @param mayGoOn Asked from time to time; what is left is judged the next time.
 */
export async function judgeBranches(
  view: BranchView,
  judged: JudgedBranches,
  mayGoOn: () => boolean,
): Promise<Judgement> {
  const records: RunnerRecord[] = [];
  const retries: BranchUpdate[] = [];
  const { commits } = view.job.branches;
  const canaries = commits.filter(({ kind, path }) => kind === 'canary' && !judged.canaries.has(path));
  await inTurns(canaries, mayGoOn, async (canary) => {
    const record = await judgeCanary(view, judged, canary);
    if (record !== undefined) records.push(record);
  });
  const open = commits.filter(
    ({ kind, path, mutantId = '' }) => kind === 'mutant' && judged.canaries.has(path) && !judged.results.has(mutantId),
  );
  await inTurns(open, mayGoOn, async (mutant) => {
    const outcome = await judgeMutant(view, judged, mutant);
    if (outcome === 'retry') retries.push({ branch: branchOfCommit(view, mutant, 2), commit: mutant.commit });
    else if (outcome !== undefined) records.push({ type: 'result', result: outcome });
  });
  return { records, retries };
}

export const isJudged = ({ job }: BranchView, { results }: JudgedBranches): boolean =>
  job.branches.commits.every(({ kind, mutantId = '' }) => kind !== 'mutant' || results.has(mutantId));

async function inTurns(
  commits: readonly TestedCommit[],
  mayGoOn: () => boolean,
  work: (commit: TestedCommit) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < commits.length && mayGoOn(); first += AT_ONCE)
    await Promise.all(commits.slice(first, first + AT_ONCE).map(work));
}

async function judgeCanary(
  view: BranchView,
  judged: JudgedBranches,
  canary: TestedCommit,
): Promise<RunnerRecord | undefined> {
  const { standing, runs } = standingOf(view, branchOfCommit(view, canary));
  if (standing === 'waiting') return undefined;
  const evidence = await readRound(view, runs);
  const isCaught = evidence.some((each) => testsFailed(each, view));
  judged.canaries.set(canary.path, isCaught);
  const reason = 'no step that runs tests failed although the whole file does.';
  return { type: 'canary', path: canary.path, isCaught, ...(!isCaught && { reason }) };
}

/** A file that cannot be imported may keep pytest from naming any test, so the step alone counts. */
function testsFailed(evidence: CiRunEvidence, { job }: BranchView): boolean {
  const definitions = job.workflows.find(({ path }) => path === evidence.run.path)?.jobs ?? [];
  return readTestJobs(evidence, definitions).some(({ steps }) =>
    steps.some(({ step }) => step.conclusion === 'failure'),
  );
}

async function judgeMutant(
  view: BranchView,
  judged: JudgedBranches,
  mutant: TestedCommit,
): Promise<MutantResult | 'retry' | undefined> {
  const { mutantId = '', commit } = mutant;
  const retryBranch = branchOfCommit(view, mutant, 2);
  const first = standingOf(view, branchOfCommit(view, mutant));
  if (first.standing === 'waiting') return undefined;
  const isRetried = judged.retried.has(retryBranch) || view.runsByBranch.has(retryBranch);
  const second = isRetried ? standingOf(view, retryBranch) : undefined;
  if (second?.standing === 'waiting') return undefined;
  const rounds = await Promise.all([first, ...(second ? [second] : [])].map(({ runs }) => readRound(view, runs)));
  const { result, isWorthRetry } = classifyMutant({
    mutantId,
    commit,
    baseline: judged.baseline,
    nodeIds: view.job.nodeIds,
    isActivationProven: judged.canaries.get(mutant.path) === true,
    rounds,
  });
  if (isWorthRetry && second === undefined) {
    judged.retried.add(retryBranch);
    return 'retry';
  }
  judged.results.set(mutantId, result);
  return result;
}
