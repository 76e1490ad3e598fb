import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasEnded, type Run } from '../../shared/run.ts';
import { cloneRepository, type GitClient } from '../helpers/github/git-client.ts';
import type { Repository } from '../helpers/github/repositories.ts';
import { PUBLIC_URL, startGithubService, type GithubService } from '../helpers/github-service.ts';
import { waitUntil } from '../helpers/temporal-wait-until.ts';
import { createBasket } from './basket.ts';

const ASKS = 'pull-requests = true\n';
/** Lines 9 and 10 of `basket.py`; its only test does not look at what it gives. */
const IS_DEAR = '\n\ndef is_dear(price):\n    return price > 100\n';
const RUNS_IT = '\n\ndef test_runs_is_dear():\n    import basket\n\n    basket.is_dear(100)\n';
const LOOKS_AT_IT =
  '\n\ndef test_looks_at_is_dear():\n    import basket\n\n    assert not basket.is_dear(99) and not basket.is_dear(100)\n    assert basket.is_dear(101)\n';
/** More lines that no test runs than GitHub takes annotations at once. */
const UNTESTED = Array.from(
  { length: 60 },
  (_, index) => `\n\ndef unused_${index}(a):\n    return a + ${index}\n`,
).join('\n\n');

describe('A pull request measured in real CI jobs', function () {
  this.timeout(300_000);
  let service: GithubService;
  let repository: Repository;
  let clone: GitClient;
  let token: string;
  before(async () => {
    service = await startGithubService();
    repository = await createBasket(service, { isSharded: true, files: { 'tinybug.toml': ASKS } });
    const location = repository.fullName;
    await service.store.registerRepository({ ciProvider: 'github-actions', location, name: location });
    token = service.github.tokens.create({ permissions: { contents: 'write', pull_requests: 'write' } }).text;
    clone = await cloneRepository(service.github.gitUrl, location, token);
    await clone.git('checkout', '--quiet', '-b', 'dear');
  });
  after(async () => {
    await clone.remove();
    await service.close();
  });

  async function push(message: string): Promise<string> {
    await clone.git('add', '--all');
    await clone.git('commit', '--quiet', '-m', message);
    await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/dear');
    return clone.git('rev-parse', 'HEAD');
  }
  const append = (path: string, text: string) => writeFile(join(clone.folder, path), text, { flag: 'a' });

  async function openPullRequest(): Promise<number> {
    const response = await fetch(`${service.github.url}/repos/${repository.fullName}/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'What is dear', head: 'dear', base: 'main' }),
    });
    assert.equal(response.status, 201);
    return service.github.pullRequests.at(-1)?.number ?? 0;
  }

  /** The run that the webhook about a head commit has led to. */
  async function measuredBy(pullRequest: number, headSha: string): Promise<Run> {
    const [place] = (await service.store.listRepositories({ limit: 10 })).items;
    let found: Run | undefined;
    await waitUntil(async () => {
      const runs = await service.store.listRunsOfPullRequest(place?.id ?? '', pullRequest);
      found = runs.find(({ revision, status }) => revision === headSha && hasEnded(status));
      return found !== undefined;
    });
    if (found === undefined) throw new Error('It was waited for.');
    return found;
  }

  const checksOf = (sha: string) =>
    service.github.checkRuns.filter((check) => check.repository === repository && check.headSha === sha);
  const comments = () => service.github.comments.filter((comment) => comment.repository === repository);
  /** Of CI runs of Tinybug's own workflow; those of the repository's are none of its business. */
  const jobsOfTinybug = () =>
    service.github.runs.filter(({ event }) => event === 'workflow_dispatch').flatMap(({ jobs }) => jobs);

  it('gets a neutral check with at most 50 annotations on its lines and one comment, which the next push edits in place', async () => {
    await append('basket.py', IS_DEAR);
    await append('tests/test_basket.py', RUNS_IT);
    const measured = await readFile(join(clone.folder, 'basket.py'), 'utf8');
    await append('basket.py', UNTESTED);
    const first = await push('What is dear');
    const pullRequest = await openPullRequest();
    const run = await measuredBy(pullRequest, first);
    assert.equal(run.status, 'Completed', JSON.stringify(run.problem));
    assert.equal(jobsOfTinybug().length, 2, 'the baseline, and the mutants of the changed lines');

    const [check, ...moreChecks] = checksOf(first);
    assert.deepEqual(moreChecks, []);
    assert.deepEqual([check?.fields['name'], check?.fields['conclusion']], ['Tinybug', 'neutral']);
    const annotations = check?.annotations ?? [];
    assert.equal(annotations.length, 50);
    const [survived, ...others] = annotations.map((annotation) => [annotation['path'], annotation['start_line']]);
    assert.deepEqual(survived, ['basket.py', 10]);
    assert.ok(others.every(([path, line]) => path === 'basket.py' && Number(line) > 10));
    const [comment, ...moreComments] = comments();
    assert.deepEqual(moreComments, []);
    const page = `${PUBLIC_URL}/orgs/${service.api.organisation.slug}/results/${run.id}`;
    assert.equal(check?.fields['details_url'], page);
    assert.ok(comment?.body.includes(`(${page})`), comment?.body);
    const firstWords = comment?.body;

    await writeFile(join(clone.folder, 'basket.py'), measured);
    await append('tests/test_basket.py', LOOKS_AT_IT);
    await append('tinybug.toml', 'fail-under = 100\n');
    const second = await push('It is looked at');
    const next = await measuredBy(pullRequest, second);
    assert.deepEqual([next.status, next.score?.score], ['Completed', 1], JSON.stringify(next.problem));
    assert.equal(jobsOfTinybug().length, 4);
    assert.deepEqual(
      checksOf(second).map(({ fields, annotations: left }) => [fields['conclusion'], left.length]),
      [['success', 0]],
    );
    assert.deepEqual(
      comments().map(({ id }) => id),
      [comment?.id],
    );
    assert.notEqual(comments()[0]?.body, firstWords);
    assert.ok(comments()[0]?.body.includes(second.slice(0, 12)));
    assert.deepEqual(await repository.git.listRefs('refs/heads/tinybug'), []);
  });
});
