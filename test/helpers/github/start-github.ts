/** A GitHub on this machine: git, the REST API, Actions by act, webhooks and identity tokens, each as real as it can be had. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGitHubApp, type GitHubApp } from './access/github-app.ts';
import type { RateLimitOptions } from './access/rate-limits.ts';
import { Tokens, type Token, type TokenWish } from './access/tokens.ts';
import { startActJob } from './actions/act-job.ts';
import { Artifacts } from './actions/artifacts.ts';
import { environmentOf, permissionsOf } from './actions/job-environment.ts';
import { createOidcIssuer, type OidcIssuer } from './actions/oidc.ts';
import { RunEngine } from './actions/run-engine.ts';
import type { JobRecord, RunRecord } from './actions/run-records.ts';
import { Triggers } from './actions/triggers.ts';
import { WorkflowFiles } from './actions/workflow-files.ts';
import type { Clock } from './clock.ts';
import { createContractChecker, type Violation } from './contract/contract-checker.ts';
import { Faults } from './faults.ts';
import { createBareRepository } from './git/create-bare-repository.ts';
import { answerGit, isGitPath } from './git/git-server.ts';
import { Meter, type Counts } from './meter.ts';
import { ACT, obtainGoTool } from './obtain-go-tool.ts';
import { Repositories, type Repository } from './repositories.ts';
import { answerRest, type RestDependencies } from './rest/rest-server.ts';
import { createServicesServer } from './services-server.ts';
import { StorageLinks } from './storage-links.ts';
import { Webhooks } from './webhooks/webhooks.ts';
import { WebhookSender } from './webhooks/webhook-payloads.ts';
import type { CheckRun, IssueComment, PullRequest, World } from './world.ts';

const API_PATH = '/api/v3';

export interface GitHubOptions {
  /** Jobs side by side, over all repositories. */
  readonly concurrentJobs?: number;
  readonly clock?: Clock;
  readonly rateLimit?: RateLimitOptions;
  /** Interpreters by version, such as `3.12`; the one with the empty name serves all other versions. */
  readonly pythons?: Readonly<Record<string, string>>;
}

export interface NewRepository {
  readonly owner?: string;
  readonly name: string;
  /** Its files become the first commit, workflows included. */
  readonly folder: string;
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
}

export interface LoopbackGitHub {
  /** `baseUrl` for Octokit. */
  readonly url: string;
  /** `${gitUrl}/OWNER/NAME.git` can be cloned. */
  readonly gitUrl: string;
  readonly app: GitHubApp;
  readonly tokens: Pick<Tokens, 'revoke' | 'revokeAll'> & { create(wish: TokenWish): Token };
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly oidc: OidcIssuer;
  readonly artifacts: Artifacts;
  readonly counts: Counts;
  /** What GitHub's OpenAPI document does not allow; `close` throws where there are any. */
  readonly violations: readonly Violation[];
  readonly runs: readonly RunRecord[];
  readonly pullRequests: readonly PullRequest[];
  readonly comments: readonly IssueComment[];
  readonly checkRuns: readonly CheckRun[];
  createRepository(wish: NewRepository): Promise<Repository>;
  /** Resolves as soon as a condition on this GitHub's state holds; looks again at every change of a run or job. */
  waitFor<T>(look: () => T | undefined | false): Promise<T>;
  waitForRun(runId: number): Promise<RunRecord>;
  /** Ends a job as a runner does that loses its machine. */
  killRunner(job: JobRecord): Promise<void>;
  /** Ends all jobs and servers, removes all files, and throws where the contract was violated. */
  close(): Promise<void>;
}

export async function startGithub(options: GitHubOptions = {}): Promise<LoopbackGitHub> {
  const clock = options.clock ?? Date.now;
  const [actExecutable, root] = await Promise.all([obtainGoTool(ACT), mkdtemp(path.join(tmpdir(), 'tinybug-github-'))]);
  for (const name of ['repositories', 'jobs']) await mkdir(path.join(root, name));
  const contract = createContractChecker();
  const faults = new Faults();
  const changes = new Set<() => void>();
  const onChange = (): void => {
    for (const look of [...changes]) look();
  };

  // The servers need addresses before the world can be made, and answer only with the world.
  let world: World;
  let rest: RestDependencies;
  const main = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answered = pathname.startsWith(`${API_PATH}/`)
      ? answerRest(request, response, pathname.slice(API_PATH.length), rest)
      : isGitPath(pathname)
        ? answerGit(request, response, world, faults, path.join(root, 'repositories'))
        : Promise.resolve(void response.writeHead(404).end());
    answered.then(onChange).catch((error: unknown) => {
      contract.report(
        `${request.method ?? ''} ${pathname}`,
        error instanceof Error ? (error.stack ?? '') : String(error),
      );
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  const services = createServicesServer(() => world, faults);
  const [html, servicesUrl] = await Promise.all([listen(main), listen(services)]);
  world = createWorld(html, servicesUrl);
  rest = { world, faults, contract, limits: { options: options.rateLimit ?? {}, limits: new Map() } };

  function createWorld(htmlUrl: string, servicesAddress: string): World {
    let lastId = 1000;
    const nextId = (): number => (lastId += 1);
    const meter = new Meter(clock);
    const sender = new WebhookSender(() => world, contract);
    const workflows: World['workflows'] = new Map();
    const files = new WorkflowFiles(workflows, clock, nextId);
    const triggers = new Triggers(() => world, files, sender);
    return {
      clock,
      addresses: { api: `${htmlUrl}${API_PATH}`, html: htmlUrl, services: servicesAddress },
      repositories: new Repositories(),
      tokens: new Tokens(clock),
      app: createGitHubApp(clock),
      workflows,
      runs: [],
      jobs: new Map(),
      engine: createEngine(nextId, meter, sender),
      artifacts: new Artifacts(clock),
      oidc: createOidcIssuer(`${servicesAddress}/oidc`, clock),
      pullRequests: [],
      comments: [],
      checkRuns: [],
      webhooks: new Webhooks(clock, meter, nextId),
      links: new StorageLinks(servicesAddress, clock),
      meter,
      onPush: (...args) => triggers.onPush(...args),
      onPullRequest: (...args) => triggers.onPullRequest(...args),
      listWorkflows: (repository) => files.list(repository),
      dispatch: (...args) => triggers.dispatch(...args),
      nextId,
    };
  }

  function createEngine(nextId: () => number, meter: Meter, sender: WebhookSender): RunEngine {
    return new RunEngine({
      clock,
      concurrentJobs: options.concurrentJobs ?? 2,
      nextId,
      startJob: (job, needed) => {
        const { repository } = job.run;
        const token = world.tokens.create({
          kind: 'job',
          login: 'github-actions[bot]',
          permissions: permissionsOf(job),
          repositories: [repository],
        });
        meter.countJob(job);
        const environment = environmentOf(job, world, options.pythons ?? { '': 'python3' });
        return startActJob(job, {
          actExecutable,
          root: path.join(root, 'jobs'),
          clock,
          environment,
          token: token.text,
          needed,
        }).then((running) => ({ ...running, result: running.result.finally(() => world.tokens.revoke(token.text)) }));
      },
      onRunChange: (run, action) => {
        sender.sendRun(run, action);
        onChange();
      },
      onJobChange: (job, action) => {
        world.jobs.set(job.id, job);
        sender.sendJob(job, action);
        onChange();
      },
    });
  }

  const waitFor = <T>(look: () => T | undefined | false): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        try {
          const found = look();
          if (found === undefined || found === false) return;
          changes.delete(check);
          resolve(found);
        } catch (error) {
          changes.delete(check);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      changes.add(check);
      check();
    });

  return {
    url: world.addresses.api,
    gitUrl: html,
    app: world.app,
    tokens: world.tokens,
    faults,
    webhooks: world.webhooks,
    oidc: world.oidc,
    artifacts: world.artifacts,
    get counts() {
      return world.meter.counts;
    },
    violations: contract.violations,
    runs: world.runs,
    pullRequests: world.pullRequests,
    comments: world.comments,
    checkRuns: world.checkRuns,
    async createRepository({ owner = 'octo-org', name, folder, defaultBranch = 'main', isPrivate = true }) {
      const fullName = `${owner}/${name}`;
      const target = path.join(root, 'repositories', `${fullName}.git`);
      const git = await createBareRepository(target, folder, defaultBranch);
      const now = clock();
      const repository: Repository = {
        id: world.nextId(),
        owner,
        name,
        fullName,
        defaultBranch,
        isPrivate,
        git,
        createdAt: now,
        pushRefusal: undefined,
        largestPush: Infinity,
        pushedAt: now,
      };
      world.repositories.add(repository);
      return repository;
    },
    waitFor,
    waitForRun: (runId) => waitFor(() => world.runs.find(({ id, status }) => id === runId && status === 'completed')),
    killRunner: (job) => world.engine.killRunner(job),
    async close() {
      await world.engine.close();
      await world.webhooks.settled();
      await Promise.all([stop(main), stop(services)]);
      await rm(root, { recursive: true, force: true });
      const [violation] = contract.violations;
      if (violation !== undefined)
        throw new Error(contract.violations.map(({ where, problem }) => `${where}: ${problem}`).join('\n'));
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
