import type { Settings } from '../../../shared/settings.ts';
import type { GithubAccess } from '../../github/github-api.ts';
import type { CiCapacity } from '../ci-provider.ts';
import type { SourceRequest } from '../source-provider.ts';
import type { GithubJobHandle } from './job-handle.ts';
import { findWorkflow, requireWorkflow } from './sharded/installed-workflow.ts';

export type CiStrategyName = GithubJobHandle['strategy'];

/** A matrix may have 256 jobs; plans of GitHub run 20 and more side by side. */
const MOST_SHARDS = 20;
/** Each CI job is billed in whole minutes, and needs about one until its tests run. */
const WORTH_A_JOB_MS = 4 * 60_000;
/** Checkout, Python and an install that takes not long. */
const START_MS = 45_000;
/** Processors of GitHub's standard runners for private repositories; public ones have four. */
const WORKERS_PER_JOB = 2;
/** One CI run for each mutant. */
const MOST_BRANCHES = 200;

export const CAPACITY_OF: Readonly<Record<CiStrategyName, (settings: Settings) => CiCapacity>> = {
  sharded: (settings) => ({
    workersPerJob: WORKERS_PER_JOB,
    parallelJobs: Math.min(settings.shards ?? MOST_SHARDS, MOST_SHARDS),
    startsShardsTogether: true,
    isBilled: true,
    startMs: START_MS,
    strategy: 'sharded',
    ...(settings.shards === undefined && { worthAJobMs: WORTH_A_JOB_MS }),
  }),
  'branch-per-mutant': () => ({
    workersPerJob: 1,
    parallelJobs: 1,
    startsShardsTogether: false,
    isBilled: true,
    startMs: START_MS,
    runsForEachMutant: true,
    sideBySide: MOST_SHARDS,
    strategy: 'branch-per-mutant',
    maxMutants: MOST_BRANCHES,
  }),
};

/**
 * The strategy that the settings name; else `sharded` where Tinybug's workflow is installed, and a branch for each mutant
 * where it is not.
 *
 * @throws TinybugError `workflow-not-installed` where the settings want what is not there
 */
export async function chooseStrategy(
  access: GithubAccess,
  { organisationId, repository }: SourceRequest,
  settings: Settings,
): Promise<CiStrategyName> {
  if (settings.strategy === 'branch-per-mutant') return settings.strategy;
  const github = await access.repository(organisationId, repository.location);
  if (settings.strategy === 'sharded') {
    await requireWorkflow(github);
    return settings.strategy;
  }
  return (await findWorkflow(github)) === undefined ? 'branch-per-mutant' : 'sharded';
}
