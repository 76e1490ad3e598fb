/** A GitHub on this machine: git, the REST API, Actions by act, webhooks and identity tokens, each as real as it can be had. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RateLimit } from './access/rate-limits.ts';
import { createContractChecker, type ContractChecker } from './contract/contract-checker.ts';
import { createWorld } from './create-world.ts';
import { Faults } from './faults.ts';
import { createBareRepository } from './git/create-bare-repository.ts';
import { answerGit, isGitPath } from './git/git-server.ts';
import type { GitHubOptions, LoopbackGitHub, NewRepository } from './loopback-github.ts';
import { ACT, obtainGoTool } from './obtain-go-tool.ts';
import type { Repository } from './repositories.ts';
import { answerRest } from './rest/rest-server.ts';
import { createServicesServer } from './services-server.ts';
import { StateChanges } from './state-changes.ts';
import type { World } from './world.ts';

const API_PATH = '/api/v3';

type Answer = (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void>;

export async function startGithub(options: GitHubOptions = {}): Promise<LoopbackGitHub> {
  const actExecutable = options.runJob === undefined ? await obtainGoTool(ACT) : '';
  const root = await mkdtemp(path.join(tmpdir(), 'tinybug-github-'));
  for (const name of ['repositories', 'jobs']) await mkdir(path.join(root, name));
  const contract = createContractChecker();
  const faults = new Faults();
  const changes = new StateChanges();
  const limits = { options: options.rateLimit ?? {}, limits: new Map<string, RateLimit>() };
  const answer: Answer = async (request, response, pathname) => {
    if (pathname.startsWith(`${API_PATH}/`))
      await answerRest(request, response, pathname.slice(API_PATH.length), { world, faults, contract, limits });
    else if (isGitPath(pathname)) await answerGit(request, response, world, faults, path.join(root, 'repositories'));
    else response.writeHead(404).end();
    changes.notify();
  };
  // A push has effects after it was answered, which are to be over before its repository goes.
  const inFlight = new Set<Promise<void>>();
  const main = createServer(reportingErrors(answer, contract, inFlight));
  const services = createServicesServer(() => world, faults);
  const [html, servicesAddress] = await Promise.all([listen(main), listen(services)]);
  const world = createWorld({
    addresses: { api: `${html}${API_PATH}`, html, services: servicesAddress },
    clock: options.clock ?? Date.now,
    contract,
    concurrentJobs: options.concurrentJobs ?? 2,
    pythons: options.pythons ?? { '': 'python3' },
    actExecutable,
    ...(options.runJob && { runJob: options.runJob }),
    root,
    onChange: changes.notify,
  });
  return {
    ...describeWorld(world),
    // A spread would read it once and for all.
    get counts() {
      return world.meter.counts;
    },
    faults,
    violations: contract.violations,
    createRepository: (wish) => createRepository(world, path.join(root, 'repositories'), wish),
    waitFor: (look) => changes.waitFor(look),
    waitForRun: (runId) =>
      changes.waitFor(() => world.runs.find(({ id, status }) => id === runId && status === 'completed')),
    killRunner: (job) => world.engine.killRunner(job),
    reachTimeLimit: (job) => world.engine.reachTimeLimit(job),
    async close() {
      await Promise.all(inFlight);
      await world.engine.close();
      await world.webhooks.settled();
      await Promise.all([stop(main), stop(services)]);
      await rm(root, { recursive: true, force: true });
      if (contract.violations.length > 0)
        throw new Error(contract.violations.map(({ where, problem }) => `${where}: ${problem}`).join('\n'));
    },
  };
}

const describeWorld = (world: World) => ({
  url: world.addresses.api,
  gitUrl: world.addresses.html,
  app: world.app,
  accounts: world.accounts,
  tokens: world.tokens,
  webhooks: world.webhooks,
  oidc: world.oidc,
  artifacts: world.artifacts,
  runs: world.runs,
  pullRequests: world.pullRequests,
  comments: world.comments,
  checkRuns: world.checkRuns,
});

async function createRepository(world: World, root: string, wish: NewRepository): Promise<Repository> {
  const { owner = 'octo-org', name, folder, defaultBranch = 'main', isPrivate = true } = wish;
  const fullName = `${owner}/${name}`;
  const now = world.clock();
  const repository: Repository = {
    id: world.nextId(),
    owner,
    name,
    fullName,
    defaultBranch,
    isPrivate,
    git: await createBareRepository(path.join(root, `${fullName}.git`), folder, defaultBranch),
    createdAt: now,
    pushRefusal: undefined,
    largestPush: Infinity,
    pushedAt: now,
  };
  world.repositories.add(repository);
  return repository;
}

/** An error of the loopback's own fails the test that met it. */
function reportingErrors(answer: Answer, contract: ContractChecker, inFlight: Set<Promise<void>>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answered = answer(request, response, pathname).catch((error: unknown) => {
      const text = error instanceof Error ? error.stack : undefined;
      contract.report(`${request.method ?? ''} ${pathname}`, text ?? String(error));
      if (!response.headersSent) response.writeHead(500).end();
    });
    const tracked = answered.finally(() => inFlight.delete(tracked));
    inFlight.add(tracked);
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
