/** How GitHub Actions measures a repository, decided from facts that somebody else has gathered. */
import type { Settings } from '../../shared/settings.ts';
import type { CiCapacity } from '../ci/ci-provider.ts';

export type CiStrategyName = NonNullable<Settings['strategy']>;

export interface StrategyFacts {
  readonly settings: Pick<Settings, 'strategy' | 'shards' | 'concurrent-jobs'>;
  /** Tinybug's workflow is on the default branch, and GitHub would start it. */
  readonly hasWorkflow: boolean;
  readonly isPrivate: boolean;
  /** Of the account that the repository belongs to, as GitHub names it; absent where GitHub does not tell. */
  readonly plan?: string | undefined;
}

/** More make a run hardly shorter: each job installs the project and runs its tests once before it measures. */
const MOST_SHARDS = 20;
/** Each CI job is billed in whole minutes, and needs about one until its tests run. */
const WORTH_A_JOB_MS = 4 * 60_000;
/** Checkout, Python and an install that takes not long. */
const START_MS = 45_000;
/** One CI run for each mutant. */
const MOST_BRANCHES = 200;

/** Processors of GitHub's standard runners. Source: https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
const PROCESSORS = { private: 2, public: 4 } as const;

/** Standard jobs at once, by plan of the account. Source: https://docs.github.com/en/actions/reference/limits */
const JOBS_AT_ONCE: Readonly<Record<string, number>> = { free: 20, pro: 40, team: 60, business: 60, enterprise: 500 };
const FEWEST_AT_ONCE = 20;

/**
 * Many mutants share a job wherever that is possible: even a run of one mutant then takes two jobs, where a branch for
 * each takes four. Jobs that have to wait for one another are not started, but where the settings want them.
 */
export function chooseStrategy(facts: StrategyFacts): CiCapacity {
  const { settings, hasWorkflow, isPrivate } = facts;
  const strategy = settings.strategy ?? (hasWorkflow ? 'sharded' : 'branch-per-mutant');
  const { sideBySide, reason } = countJobsAtOnce(facts);
  const common = {
    startMs: START_MS,
    // GitHub bills nothing for standard runners of public repositories.
    isBilled: isPrivate,
    sideBySide,
    strategy,
    reasons: [explainStrategy(strategy, settings), reason],
  };
  if (strategy === 'sharded') {
    return {
      ...common,
      workersPerJob: PROCESSORS[isPrivate ? 'private' : 'public'],
      parallelJobs: Math.min(settings.shards ?? sideBySide, MOST_SHARDS),
      startsShardsTogether: true,
      ...(settings.shards === undefined && { worthAJobMs: WORTH_A_JOB_MS }),
    };
  }
  return {
    ...common,
    workersPerJob: 1,
    parallelJobs: 1,
    startsShardsTogether: false,
    runsForEachMutant: true,
    maxMutants: MOST_BRANCHES,
  };
}

function explainStrategy(strategy: CiStrategyName, settings: StrategyFacts['settings']): string {
  if (settings.strategy !== undefined) return `The settings ask for the strategy ${settings.strategy}.`;
  if (strategy === 'sharded') return "Tinybug's workflow is installed, so that many mutants share a job.";
  return `Tinybug's workflow is not installed, so that each mutant takes a CI run of its own, and at most ${MOST_BRANCHES} are measured.`;
}

function countJobsAtOnce({ settings, plan }: StrategyFacts): { sideBySide: number; reason: string } {
  const wanted = settings['concurrent-jobs'];
  if (wanted !== undefined)
    return { sideBySide: wanted, reason: `The settings say that GitHub runs ${wanted} jobs at once.` };
  const ofPlan = plan === undefined ? undefined : JOBS_AT_ONCE[plan.toLowerCase()];
  if (ofPlan !== undefined)
    return { sideBySide: ofPlan, reason: `GitHub runs ${ofPlan} jobs at once for the plan "${plan ?? ''}".` };
  return {
    sideBySide: FEWEST_AT_ONCE,
    reason: `GitHub does not tell how many jobs it runs at once for this account; ${FEWEST_AT_ONCE} are assumed. \`concurrent-jobs\` sets another number.`,
  };
}
