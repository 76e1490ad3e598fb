import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import type { ActivityDependencies } from '../../../service/activities/activity-dependencies.ts';
import { enumerateMutants } from '../../../service/activities/enumerate-mutants.ts';
import { prepareSource } from '../../../service/activities/prepare-source.ts';
import { selectMutants } from '../../../service/activities/select-mutants.ts';
import { createAccountClaims } from '../../../service/github/account-claims.ts';
import { createGithubAccess } from '../../../service/github/create-github-access.ts';
import type { GithubAccess } from '../../../service/github/github-api.ts';
import { createRepositoryMirrors } from '../../../service/source/mirror/create-repository-mirrors.ts';
import { createMirrorSource } from '../../../service/source/mirror/mirror-source.ts';
import type { Database, Store } from '../../../service/storage/store.ts';
import type { Repository } from '../../../shared/run.ts';
import type { RunReference } from '../../../service/workflows/messages.ts';
import { COVERING_TEST, neverAborted, openTestDatabase } from '../../helpers/activity-scene.ts';
import { createResult } from '../../helpers/create-mutant.ts';
import { createFakeCi, type FakeCi } from '../../helpers/fake-ci.ts';
import { numberOf } from '../../helpers/github/access/accounts.ts';
import { cloneRepository, type GitClient } from '../../helpers/github/git-client.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { writeProject } from '../../helpers/github/project-folder.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';

export const WEBHOOK_SECRET = 'shared with GitHub';
const ADD = 'def add(a, b):\n    return a + b\n';
/** Lines 5 and 6 of the file; the second one is not on a line that a test runs. */
const CHANGED = '\n\ndef subtract(a, b):\n    return a - b\n\n\ndef twice(a):\n    return 2 * a\n';

export interface OpenedPullRequest {
  readonly number: number;
  readonly branch: string;
  readonly headSha: string;
}

/** A repository at GitHub with pull requests, registered in a real database; its CI is in memory. */
export interface PullRequestScene {
  readonly github: LoopbackGitHub;
  readonly database: Database;
  readonly store: Store;
  readonly repository: Repository;
  readonly ci: FakeCi;
  readonly deps: ActivityDependencies;
  /** The same, newly signed in, with the permissions of now. */
  signIn(login: 'app' | 'token', secretKey?: Buffer): ActivityDependencies;
  /** Adds two functions to the project, and these files. */
  open(files?: Readonly<Record<string, string>>): Promise<OpenedPullRequest>;
  /** Pushes another commit to the branch; answers with it. */
  push(pull: OpenedPullRequest, files: Readonly<Record<string, string>>): Promise<string>;
  /** A run of the pull request's changed lines. */
  createRun(pull: OpenedPullRequest): Promise<RunReference>;
  /** Brings a run so far that nothing but its end is missing: what tests cover has survived. */
  measure(run: RunReference): Promise<void>;
  notices(run: RunReference): Promise<string[]>;
  close(): Promise<void>;
}

export async function createPullRequestScene(): Promise<PullRequestScene> {
  const temporary = await createTemporaryFolder();
  const github = await startGithub();
  const opened = await openTestDatabase();
  const { database } = opened;
  const project = await writeProject({ 'calculator.py': ADD, 'tinybug.toml': 'pull-requests = true\n' });
  const { fullName, owner } = await github.createRepository({ name: 'calculator', folder: project.folder });
  await project.remove();
  const { id } = await database.ensureOrganisation('acme', 'Acme');
  const store = database.storeOf(id);
  const repository = await store.registerRepository({
    ciProvider: 'github-actions',
    location: fullName,
    name: fullName,
  });
  await database.claimGithubAccount(id, { id: numberOf(owner), login: owner });
  const token = github.tokens.create({
    permissions: { contents: 'write', pull_requests: 'write', checks: 'read' },
  }).text;
  const ci = createFakeCi({ name: 'github-actions' });
  const logger = pino({ level: 'silent' });
  const access = (login: 'app' | 'token', secretKey?: Buffer): GithubAccess =>
    createGithubAccess({
      claims: createAccountClaims(database, false),
      github: {
        apiUrl: github.url,
        serverUrl: github.gitUrl,
        personalAccessToken: login === 'token' ? token : undefined,
        app:
          login === 'app'
            ? { id: String(github.app.id), privateKey: github.app.privateKey, webhookSecret: WEBHOOK_SECRET }
            : undefined,
      },
      secretKey,
      database,
      logger,
      retryBaseMs: 1,
    });
  const folder = join(temporary.folder, 'mirrors');
  const mirrors = createRepositoryMirrors({ folder, serverUrl: github.gitUrl, access: access('app') });
  const depsAs = (login: 'app' | 'token', secretKey?: Buffer): ActivityDependencies => ({
    database,
    providers: new Map([['github-actions', ci]]),
    sources: new Map([['github-actions', createMirrorSource(mirrors)]]),
    pullRequests: { access: access(login, secretKey), publicUrl: 'https://tinybug.example' },
    now: () => new Date('2026-11-23T10:00:00.000Z'),
    logger,
  });
  const deps = depsAs('app');
  const clone: GitClient = await cloneRepository(github.gitUrl, fullName, token);
  const baseSha = await clone.git('rev-parse', 'HEAD');

  const commit = async (branch: string, files: Readonly<Record<string, string>>): Promise<string> => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(clone.folder, name), text);
    await clone.git('add', '--all');
    await clone.git('commit', '--quiet', '-m', `A change on ${branch}`);
    await clone.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    return clone.git('rev-parse', 'HEAD');
  };

  let pulls = 0;
  return {
    github,
    database,
    store,
    repository,
    ci,
    deps,
    signIn: depsAs,
    async open(files = {}) {
      const branch = `feature-${(pulls += 1)}`;
      await clone.git('checkout', '--quiet', '-b', branch, baseSha);
      const headSha = await commit(branch, { 'calculator.py': `${ADD}${CHANGED}`, ...files });
      const atGithub = await access('token').repository(id, fullName);
      const pull = { head: branch, base: 'main', title: 'A change', body: '', isDraft: false };
      return { number: await atGithub.createPullRequest(pull), branch, headSha };
    },
    async push({ branch }, files) {
      await clone.git('checkout', '--quiet', branch);
      return commit(branch, files);
    },
    async createRun({ number: pullRequest, headSha: revision }) {
      const request = { repositoryId: repository.id, since: baseSha, revision, pullRequest, settings: {} };
      const { run } = await store.createRun(request, undefined);
      return { organisationId: id, runId: run.id };
    },
    async measure(run) {
      await prepareSource(deps, run);
      await enumerateMutants(deps, run, neverAborted);
      const lines = { 'calculator.py': [[1, 6]] satisfies [number, number][] };
      await store.saveBaseline(run.runId, [{ ...COVERING_TEST, lines }], {});
      await selectMutants(deps, run);
      const pending = (await store.listStoredMutants(run.runId)).filter(({ status }) => status === 'Pending');
      await store.recordResults(
        run.runId,
        pending.map(({ mutant }) => createResult({ mutantId: mutant.id, status: 'Survived' })),
      );
    },
    async notices({ runId }) {
      const events = await store.listEvents(runId, 0, 1_000);
      return events.flatMap(({ payload }) => (payload.type === 'notice' ? [payload.message] : []));
    },
    async close() {
      await clone.remove();
      await opened.close();
      await github.close();
      await temporary.remove();
    },
  };
}
