import path from 'node:path';
import { createAccounts } from './access/accounts.ts';
import { createGitHubApp } from './access/github-app.ts';
import { Tokens } from './access/tokens.ts';
import { startActJob } from './actions/act-job.ts';
import { Artifacts } from './actions/artifacts.ts';
import { environmentOf, permissionsOf } from './actions/job-environment.ts';
import { createOidcIssuer } from './actions/oidc.ts';
import type { JobRecord } from './actions/run-records.ts';
import { RunEngine, type RunEngineDependencies } from './actions/run-engine.ts';
import { Triggers } from './actions/triggers.ts';
import { WorkflowFiles } from './actions/workflow-files.ts';
import type { Clock } from './clock.ts';
import type { ContractChecker } from './contract/contract-checker.ts';
import type { JobRunner, JobScene } from './loopback-github.ts';
import { Meter } from './meter.ts';
import { Repositories } from './repositories.ts';
import { StorageLinks } from './storage-links.ts';
import { WebhookSender } from './webhooks/webhook-payloads.ts';
import { Webhooks } from './webhooks/webhooks.ts';
import type { Addresses, World } from './world.ts';

export interface WorldOptions {
  readonly addresses: Addresses;
  readonly clock: Clock;
  readonly contract: ContractChecker;
  readonly concurrentJobs: number;
  readonly pythons: Readonly<Record<string, string>>;
  readonly actExecutable: string;
  /** Takes the place of act. */
  readonly runJob?: JobRunner;
  /** Where everything on disk is. */
  readonly root: string;
  onChange(): void;
}

/** All concerns, each with what it needs of the others. */
export function createWorld(options: WorldOptions): World {
  const { addresses, clock } = options;
  let lastId = 1000;
  const nextId = (): number => (lastId += 1);
  const meter = new Meter(clock);
  const sender = new WebhookSender(() => world, options.contract);
  const workflows: World['workflows'] = new Map();
  const files = new WorkflowFiles(workflows, clock, nextId);
  const triggers = new Triggers(() => world, files, sender);
  const world: World = {
    clock,
    addresses,
    repositories: new Repositories(),
    tokens: new Tokens(clock),
    app: createGitHubApp(clock),
    accounts: createAccounts(),
    workflows,
    runs: [],
    jobs: new Map(),
    engine: new RunEngine({
      clock,
      concurrentJobs: options.concurrentJobs,
      nextId,
      startJob: jobStarter(() => world, options),
      onRunChange: (run, action) => {
        sender.sendRun(run, action);
        options.onChange();
      },
      onJobChange: (job, action) => {
        world.jobs.set(job.id, job);
        sender.sendJob(job, action);
        options.onChange();
      },
    }),
    artifacts: new Artifacts(clock),
    oidc: createOidcIssuer(`${addresses.services}/oidc`, clock),
    pullRequests: [],
    comments: [],
    checkRuns: [],
    webhooks: new Webhooks(clock, meter, nextId),
    links: new StorageLinks(addresses.services, clock),
    meter,
    onPush: (...args) => triggers.onPush(...args),
    onPullRequest: (...args) => triggers.onPullRequest(...args),
    listWorkflows: (repository) => files.list(repository),
    dispatch: (...args) => triggers.dispatch(...args),
    nextId,
  };
  return world;
}

const sceneOf = (world: World, { run }: JobRecord): JobScene => ({
  clock: world.clock,
  upload(name, files) {
    const encoded = Object.entries(files).map(([file, text]) => ({
      path: file,
      base64: Buffer.from(text).toString('base64'),
    }));
    world.artifacts.add(world.nextId(), run, name, encoded);
  },
});

/** Each job has a token of its own, which ends with it. */
function jobStarter(getWorld: () => World, options: WorldOptions): RunEngineDependencies['startJob'] {
  return async (job, needed) => {
    const world = getWorld();
    world.meter.countJob(job);
    if (options.runJob !== undefined) return options.runJob(job, sceneOf(world, job));
    const token = world.tokens.create({
      kind: 'job',
      login: 'github-actions[bot]',
      permissions: permissionsOf(job),
      repositories: [job.run.repository],
    });
    const running = await startActJob(job, {
      actExecutable: options.actExecutable,
      root: path.join(options.root, 'jobs'),
      clock: options.clock,
      environment: environmentOf(job, world, options.pythons),
      token: token.text,
      needed,
      onChange: options.onChange,
    });
    return { ...running, result: running.result.finally(() => world.tokens.revoke(token.text)) };
  };
}
