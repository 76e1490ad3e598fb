import { readFile } from 'node:fs/promises';
import type { GithubAccess } from '../../github/github-api.ts';
import type { RepositoryMirrors } from '../../source/mirror/repository-mirror.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { CiCapacity, CiJob, CiJobHandle, CiJobListener, CiJobState, CiProvider, CiRun } from '../ci-provider.ts';
import type { SourceRequest } from '../source-provider.ts';
import { createBranchPerMutantStrategy } from './branch-per-mutant/branch-per-mutant-strategy.ts';
import type { CiStrategyName } from '../../planning/choose-strategy.ts';
import { createStrategyChooser, type StrategyChooser } from './choose-strategy.ts';
import { createCiRunViews } from './ci-run-views.ts';
import type { CiStrategy, GithubScene } from './ci-strategy.ts';
import { parseHandle, writeHandle } from './job-handle.ts';
import { findRunsWithRemains, removeRemainsOf } from './remove-remains.ts';
import type { ShardTokens } from './sharded/shard-token.ts';
import { createShardedStrategy } from './sharded/sharded-strategy.ts';

/** Where webhooks arrive, polls find out the same some seconds later. */
const POLL_INTERVAL_MS = 10_000;

export interface GithubActionsOptions {
  readonly access: GithubAccess;
  readonly mirrors: RepositoryMirrors;
  readonly listener: CiJobListener;
  /** The runner as one file, `dist/runner.pyz`. */
  readonly runnerArchive: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly pollIntervalMs?: number;
  readonly shardTokens?: ShardTokens | undefined;
}

/** Runs jobs in GitHub Actions, in the measured repository's own account. */
export function createGithubActionsProvider(options: GithubActionsOptions): CiProvider {
  return new GithubActionsProvider(options);
}

class GithubActionsProvider implements CiProvider {
  readonly name = 'github-actions';
  readonly pollIntervalMs: number;
  private readonly scene: GithubScene;
  private readonly chooser: StrategyChooser;
  private readonly strategies: Readonly<Record<CiStrategyName, CiStrategy>>;

  constructor({ runnerArchive, pollIntervalMs = POLL_INTERVAL_MS, ...options }: GithubActionsOptions) {
    this.pollIntervalMs = pollIntervalMs;
    this.scene = { ...options, views: createCiRunViews(options.now), readRunner: () => readFile(runnerArchive) };
    this.chooser = createStrategyChooser(options.access, options.now);
    this.strategies = {
      sharded: createShardedStrategy(this.scene),
      'branch-per-mutant': createBranchPerMutantStrategy(this.scene),
    };
  }

  capacity(source: SourceRequest, settings: Settings): Promise<CiCapacity> {
    return this.chooser.capacity(source, settings);
  }

  async prepare(jobs: readonly CiJob[], abortSignal: AbortSignal): Promise<void> {
    await (await this.strategyOf(jobs))?.prepare(jobs, abortSignal);
  }

  async dispatch(jobs: readonly CiJob[]): Promise<ReadonlyMap<string, CiJobHandle>> {
    const handles = await (await this.strategyOf(jobs))?.dispatch(jobs);
    return new Map([...(handles ?? [])].map(([jobId, handle]) => [jobId, writeHandle(handle)]));
  }

  poll(jobId: string, handle: CiJobHandle): Promise<CiJobState> {
    const parsed = parseHandle(handle);
    return this.strategies[parsed.strategy].poll(jobId, parsed);
  }

  fetch(jobId: string, handle: CiJobHandle): AsyncIterable<RunnerRecord> {
    const parsed = parseHandle(handle);
    return this.strategies[parsed.strategy].fetch(jobId, parsed);
  }

  async cancel(_jobId: string, handle: CiJobHandle): Promise<void> {
    const parsed = parseHandle(handle);
    await this.strategies[parsed.strategy].cancel(parsed);
  }

  async cleanUp(run: CiRun): Promise<void> {
    await removeRemainsOf(this.scene, run);
    await this.scene.mirrors.evict();
  }

  findRemains(run: Omit<CiRun, 'runId'>): Promise<readonly string[]> {
    return findRunsWithRemains(this.scene, run);
  }

  /** Jobs that start together are of one run. */
  private async strategyOf(jobs: readonly CiJob[]): Promise<CiStrategy | undefined> {
    const [job] = jobs;
    return job && this.strategies[await this.chooser.strategy(job.source, job.settings)];
  }
}
