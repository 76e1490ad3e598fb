/** Tries on a real repository what Tinybug needs of GitHub, with the token in GITHUB_PAT: `npm run smoke:github -- OWNER/REPO`. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { readConfiguration } from '../service/configuration.ts';
import { ANY_ACCOUNT } from '../service/github/account-claims.ts';
import { createGithubAccess } from '../service/github/create-github-access.ts';
import type { GithubAccess, GithubRepository } from '../service/github/github-api.ts';
import { NOTHING_SPENT, type SpentRequests } from '../service/github/request-limits.ts';
import { createRepositoryMirrors } from '../service/source/mirror/create-repository-mirrors.ts';
import type { RepositoryMirror } from '../service/source/mirror/repository-mirror.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function step<Result>(name: string, work: () => Promise<Result>, describe: (result: Result) => string) {
  try {
    const result = await work();
    say(`ok      ${name}: ${describe(result)}`);
    return result;
  } catch (error) {
    say(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}

/** Counts requests for this process alone. */
function createAccess(github: ReturnType<typeof readConfiguration>['github']): GithubAccess {
  let spent: SpentRequests = NOTHING_SPENT;
  return createGithubAccess({
    claims: ANY_ACCOUNT,
    github,
    secretKey: undefined,
    database: {
      findGithubToken: () => Promise.resolve(undefined),
      changeGithubSpending(_identity, work) {
        const changed = work(spent, Date.now() / 1_000);
        spent = changed.spent;
        return Promise.resolve(changed.result);
      },
    },
    logger: pino({ level: 'silent' }),
  });
}

async function tryReading(access: GithubAccess, fullName: string): Promise<GithubRepository> {
  const repository = await step(
    'signing in (Metadata: read)',
    async () => {
      const opened = await access.repository(NOBODY, fullName);
      return { opened, facts: await opened.show() };
    },
    ({ facts }) => `${fullName}, ${facts.isPrivate ? 'private' : 'public'}, default branch ${facts.defaultBranch}`,
  );
  const { opened } = repository;
  await step(
    'listing workflows (Actions: read)',
    () => opened.listWorkflows(),
    (workflows) => workflows.map(({ path, state }) => `${path} (${state})`).join(', ') || 'there are none',
  );
  await step(
    'listing pull requests (Pull requests: read)',
    () => opened.listPullRequests({ state: 'open' }),
    (pulls) => `${pulls.length} open`,
  );
  return opened;
}

async function tryPushing(mirror: RepositoryMirror, repository: GithubRepository): Promise<void> {
  const parent = await step(
    'fetching by git (Contents: read)',
    () => mirror.resolve('HEAD'),
    (commit) => commit,
  );
  const branch = `tinybug/smoke-${randomUUID().slice(0, 8)}`;
  const present = async () => (await repository.listBranches(branch)).length;
  try {
    await step(
      'pushing a branch (Contents: write)',
      async () => {
        const message = 'A test of Tinybug that is removed at once [skip ci]';
        const content = Buffer.from('This branch is removed at once.\n');
        const [commit = ''] = await mirror.commit([{ parent, files: [{ path: '.tinybug-smoke', content }], message }]);
        const { refused } = await mirror.push([{ branch, commit }]);
        for (const reason of refused.values()) throw new Error(reason);
        if ((await present()) !== 1) throw new Error(`${branch} was pushed, and GitHub does not show it`);
      },
      () => branch,
    );
  } finally {
    await step(
      'removing the branch',
      async () => {
        await mirror.deleteBranches([branch]);
        if ((await present()) !== 0) throw new Error(`${branch} is still there`);
      },
      () => branch,
    );
  }
}

async function main([fullName = '', ...rest]: readonly string[]): Promise<number> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(fullName) || rest.length > 0) {
    say('Usage: npm run smoke:github -- OWNER/REPO');
    return 2;
  }
  const { GITHUB_PAT, GITHUB_API_URL, GITHUB_SERVER_URL } = process.env;
  if (!GITHUB_PAT) {
    say('SKIPPED: there is no token in GITHUB_PAT, so nothing was asked of GitHub.');
    return 0;
  }
  const { github } = readConfiguration({ GITHUB_PAT, GITHUB_API_URL, GITHUB_SERVER_URL });
  const folder = await mkdtemp(join(tmpdir(), 'tinybug-smoke-'));
  try {
    const access = createAccess(github);
    const repository = await tryReading(access, fullName);
    const mirror = await createRepositoryMirrors({ folder, serverUrl: github.serverUrl, access }).open(
      NOBODY,
      fullName,
    );
    await tryPushing(mirror, repository);
    await mirror.close();
    say('Not tried, because it would leave traces: starting workflows, comments, checks (only Apps may write those).');
    return 0;
  } catch {
    // The step has said what went wrong.
    return 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
