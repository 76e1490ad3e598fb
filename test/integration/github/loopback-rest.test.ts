import assert from 'node:assert/strict';
import { App } from '@octokit/app';
import { Octokit } from '@octokit/rest';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import type { Repository } from '../../helpers/github/repositories.ts';
import { startGithub } from '../../helpers/github/start-github.ts';

const WRITE = { contents: 'write', actions: 'write', pull_requests: 'write' } as const;
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the loopback GitHub answers the REST API', () => {
  let github: LoopbackGitHub;
  let repository: Repository;
  let place: { owner: string; repo: string };
  let now: number;

  beforeEach(async () => {
    now = Date.now();
    github = await startGithub({ clock: () => now, rateLimit: { perHour: 200 } });
    repository = await github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-with-junit' });
    place = { owner: repository.owner, repo: repository.name };
  });

  afterEach(() => github.close());

  const clientFor = (token: string): Octokit => new Octokit({ baseUrl: github.url, auth: token, log: SILENT });
  const writer = (): Octokit => clientFor(github.tokens.create({ permissions: WRITE }).text);

  async function createBranches(octokit: Octokit, count: number): Promise<void> {
    const { data } = await octokit.git.getRef({ ...place, ref: 'heads/main' });
    for (let number = 1; number <= count; number += 1)
      await octokit.git.createRef({ ...place, ref: `refs/heads/tinybug/mutant-${number}`, sha: data.object.sha });
  }

  it('an App is let in by its JSON web token, gets an installation token, and reaches its repositories', async () => {
    const app = new App({
      appId: github.app.id,
      privateKey: github.app.privateKey,
      Octokit: Octokit.defaults({ baseUrl: github.url, log: SILENT }),
    });
    const { data: installation } = await app.octokit.request('GET /repos/{owner}/{repo}/installation', place);
    const octokit = await app.getInstallationOctokit(installation.id);
    const { data } = await octokit.apps.listReposAccessibleToInstallation();
    assert.deepEqual(
      data.repositories.map(({ full_name: name }) => name),
      ['octo-org/basket'],
    );
    const check = { ...place, name: 'Tinybug', head_sha: (await repository.git.resolve('main')) ?? '' };
    const { data: created } = await octokit.checks.create(check);
    const output = { title: 'One uncaught', summary: 'A mutant survived.' };
    const annotation = {
      path: 'basket.py',
      start_line: 2,
      end_line: 2,
      annotation_level: 'warning',
      message: 'uncaught',
    } as const;
    await octokit.checks.update({
      ...place,
      check_run_id: created.id,
      conclusion: 'neutral',
      output: { ...output, annotations: [annotation] },
    });
    const { data: updated } = await octokit.checks.get({ ...place, check_run_id: created.id });
    assert.deepEqual(
      [updated.status, updated.conclusion, updated.output.title, updated.output.annotations_count],
      ['completed', 'neutral', 'One uncaught', 1],
    );
  });

  it('a forged JSON web token, a revoked and an expired token are answered 401', async () => {
    const { privateKey } = await startGithub().then(async (other) => {
      await other.close();
      return other.app;
    });
    const stranger = new App({
      appId: github.app.id,
      privateKey,
      Octokit: Octokit.defaults({ baseUrl: github.url, log: SILENT }),
    });
    await assert.rejects(stranger.octokit.request('GET /app'), { status: 401 });
    const revoked = github.tokens.create({ permissions: WRITE });
    github.tokens.revoke(revoked.text);
    await assert.rejects(clientFor(revoked.text).repos.get(place), { status: 401, message: /Bad credentials/ });
    const expired = github.tokens.create({ permissions: WRITE, lifetimeMs: 1000 });
    await clientFor(expired.text).repos.get(place);
    now += 1001;
    await assert.rejects(clientFor(expired.text).repos.get(place), { status: 401 });
  });

  it('what a token may not see is answered 404, and what it may not do 403 with the permission that it lacks', async () => {
    const blind = github.tokens.create({ permissions: WRITE, repositories: [] });
    await assert.rejects(clientFor(blind.text).repos.get(place), { status: 404 });
    const reader = github.tokens.create({ permissions: { contents: 'read' } });
    const refused = clientFor(reader.text).git.deleteRef({ ...place, ref: 'heads/main' });
    await assert.rejects(refused, (error: { status: number; response: { headers: Record<string, string> } }) => {
      assert.equal(error.status, 403);
      assert.equal(error.response.headers['x-accepted-github-permissions'], 'contents=write');
      return true;
    });
    const { data } = await clientFor(reader.text).repos.get(place);
    assert.deepEqual([data.default_branch, data.permissions?.push, data.permissions?.pull], ['main', false, true]);
  });

  it('only an App may write a check run', async () => {
    const personal = clientFor(github.tokens.create({ permissions: { ...WRITE, checks: 'write' } }).text);
    const head = (await repository.git.resolve('main')) ?? '';
    await assert.rejects(personal.checks.create({ ...place, name: 'Tinybug', head_sha: head }), {
      status: 403,
      message: /must authenticate via a GitHub App/,
    });
  });

  it('lists come in pages whose links lead to all of it', async () => {
    const octokit = writer();
    await createBranches(octokit, 5);
    const names = await octokit.paginate(octokit.repos.listBranches, { ...place, per_page: 2 }, ({ data }) =>
      data.map(({ name }) => name),
    );
    assert.equal(names.length, 6);
    const { data, headers } = await octokit.repos.listBranches({ ...place, per_page: 2, page: 2 });
    assert.equal(data.length, 2);
    assert.match(
      headers.link ?? '',
      /page=1>; rel="prev".*page=3>; rel="next".*page=3>; rel="last".*page=1>; rel="first"/,
    );
  });

  it('refs are found by how they begin, and those deleted are gone', async () => {
    const octokit = writer();
    await createBranches(octokit, 2);
    const matching = () => octokit.git.listMatchingRefs({ ...place, ref: 'heads/tinybug/' });
    assert.equal((await matching()).data.length, 2);
    await octokit.git.deleteRef({ ...place, ref: 'heads/tinybug/mutant-1' });
    assert.deepEqual(
      (await matching()).data.map(({ ref }) => ref),
      ['refs/heads/tinybug/mutant-2'],
    );
    await assert.rejects(octokit.git.deleteRef({ ...place, ref: 'heads/tinybug/mutant-1' }), { status: 422 });
  });

  it('an unchanged answer is 304 and costs nothing of the limit', async () => {
    const octokit = writer();
    const first = await octokit.repos.get(place);
    const etag = first.headers.etag ?? '';
    const used = first.headers['x-ratelimit-used'];
    const again = octokit.repos.get({ ...place, headers: { 'if-none-match': etag } });
    await assert.rejects(again, (error: { status: number; response: { headers: Record<string, string> } }) => {
      assert.equal(error.status, 304);
      assert.equal(error.response.headers['x-ratelimit-used'], used);
      return true;
    });
    assert.equal(github.counts.notModified, 1);
  });

  it("beyond the hour's limit every request is refused until the hour is over", async () => {
    const octokit = writer();
    for (let count = 0; count < 200; count += 1) await octokit.repos.get(place);
    await assert.rejects(
      octokit.repos.get(place),
      (error: { status: number; response: { headers: Record<string, string> } }) => {
        assert.equal(error.status, 403);
        assert.equal(error.response.headers['x-ratelimit-remaining'], '0');
        assert.equal(Number(error.response.headers['x-ratelimit-reset']), Math.ceil((now + 3_600_000) / 1000));
        return true;
      },
    );
    const { data } = await octokit.rateLimit.get();
    assert.equal(data.rate.remaining, 0);
    now += 3_600_000;
    assert.equal((await octokit.repos.get(place)).status, 200);
  });

  it('too many comments in a minute meet the secondary limit with Retry-After', async () => {
    now += 1;
    const octokit = clientFor(github.tokens.create({ permissions: WRITE, login: 'writer' }).text);
    const head = await commitOnBranch(octokit, 'topic');
    assert.ok(head);
    const { data: pull } = await octokit.pulls.create({ ...place, title: 'Topic', head: 'topic', base: 'main' });
    const comment = () => octokit.issues.createComment({ ...place, issue_number: pull.number, body: 'Hello' });
    // Making the pull request was the first of 80.
    for (let count = 1; count < 80; count += 1) await comment();
    await assert.rejects(comment(), (error: { status: number; response: { headers: Record<string, string> } }) => {
      assert.equal(error.status, 403);
      assert.equal(error.response.headers['retry-after'], '60');
      return true;
    });
    now += 60_001;
    const { data } = await comment();
    await octokit.issues.updateComment({ ...place, comment_id: data.id, body: 'Edited' });
    assert.equal(github.comments.at(-1)!.body, 'Edited');
  });

  /** A branch that is one commit ahead, made on the server's side. */
  async function commitOnBranch(octokit: Octokit, name: string): Promise<string> {
    const { git } = repository;
    const sha = await git.git(['commit-tree', 'main^{tree}', '-p', 'main', '-m', 'A change [skip ci]']);
    await octokit.git.createRef({ ...place, ref: `refs/heads/${name}`, sha });
    return sha;
  }

  it('a pull request is listed while it is open and closes with its branch', async () => {
    const octokit = writer();
    await commitOnBranch(octokit, 'topic');
    const { data: pull } = await octokit.pulls.create({
      ...place,
      title: 'Topic',
      head: 'topic',
      base: 'main',
      draft: true,
    });
    const open = await octokit.pulls.list({ ...place, head: `${place.owner}:topic` });
    assert.deepEqual(
      open.data.map(({ number, draft }) => [number, draft]),
      [[pull.number, true]],
    );
    await assert.rejects(octokit.pulls.create({ ...place, title: 'Again', head: 'topic', base: 'main' }), {
      status: 422,
    });
    await octokit.git.deleteRef({ ...place, ref: 'heads/topic' });
    assert.equal((await octokit.pulls.get({ ...place, pull_number: pull.number })).data.state, 'closed');
  });

  it('files and folders are read at any commit', async () => {
    const octokit = writer();
    const { data: folder } = await octokit.repos.getContent({ ...place, path: '.github/workflows' });
    assert.ok(Array.isArray(folder));
    assert.deepEqual(
      folder.map(({ path, type }) => [path, type]),
      [['.github/workflows/ci.yml', 'file']],
    );
    const { data: file } = await octokit.repos.getContent({ ...place, path: 'basket.py', ref: 'main' });
    assert.ok('content' in file);
    assert.match(Buffer.from(file.content, 'base64').toString(), /^def total/);
    await assert.rejects(octokit.repos.getContent({ ...place, path: 'nowhere' }), { status: 404 });
  });

  it('faults meet the requests that they are for: a status, a dropped connection, an answer that is lost', async () => {
    const octokit = writer();
    github.faults.next({ operation: 'repos/get' }, { kind: 'status', status: 502 });
    await octokit.repos.listBranches(place);
    await assert.rejects(octokit.repos.get(place), { status: 502 });
    github.faults.next({ operation: 'repos/get' }, { kind: 'drop' });
    await assert.rejects(octokit.repos.get(place));
    github.faults.next({ method: 'DELETE' }, { kind: 'drop-answer' });
    await createBranches(octokit, 1);
    await assert.rejects(octokit.git.deleteRef({ ...place, ref: 'heads/tinybug/mutant-1' }));
    await assert.rejects(octokit.git.getRef({ ...place, ref: 'heads/tinybug/mutant-1' }), { status: 404 });
    github.faults.next({}, { kind: 'secondary-limit', retryAfterS: 7, status: 429 });
    await assert.rejects(octokit.repos.get(place), { status: 429 });
    assert.equal(github.faults.unmet, 0);
    assert.equal((await octokit.repos.get(place)).status, 200);
  });

  it('a request that GitHub would not understand is a violation, which fails the test', async () => {
    const octokit = writer();
    await assert.rejects(octokit.request('GET /repos/{owner}/{repo}/branches', { ...place, per_pages: 3 }), {
      status: 422,
    });
    await assert.rejects(octokit.request('GET /repos/{owner}/{repo}/nonsense', place), { status: 404 });
    await assert.rejects(
      octokit.request('POST /repos/{owner}/{repo}/git/refs', { ...place, ref: 7 as unknown as string, sha: 'x' }),
      { status: 422 },
    );
    assert.deepEqual(
      github.violations.splice(0).map(({ problem }) => problem),
      ['GitHub knows no per_pages', 'GitHub has no such operation, or the loopback does not', '/ref must be string'],
    );
  });

  it('calls are counted by operation', async () => {
    const octokit = writer();
    await octokit.repos.get(place);
    await octokit.repos.get(place);
    await octokit.repos.listBranches(place);
    assert.deepEqual(github.counts.restCallsByOperation, { 'repos/get': 2, 'repos/list-branches': 1 });
    assert.equal(github.counts.restCalls, 3);
  });
});
