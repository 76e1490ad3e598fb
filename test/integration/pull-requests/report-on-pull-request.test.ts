import assert from 'node:assert/strict';
import { publishScore } from '../../../service/activities/end-run.ts';
import {
  announceOnPullRequest,
  noteUnreported,
  reportOnPullRequest,
} from '../../../service/activities/report-on-pull-request.ts';
import type { RunReference } from '../../../service/workflows/messages.ts';
import { createPullRequestScene, type OpenedPullRequest, type PullRequestScene } from './pull-request-scene.ts';

describe('The pull request of a run', () => {
  let scene: PullRequestScene;
  let pull: OpenedPullRequest;
  before(async function () {
    this.timeout(180_000);
    scene = await createPullRequestScene();
  });
  after(() => scene.close());
  beforeEach(async () => {
    pull = await scene.open();
  });

  const checks = () =>
    scene.github.checkRuns
      .filter(({ headSha }) => headSha === pull.headSha)
      .map(({ fields, annotations }) => ({ fields, annotations }));
  const comments = () =>
    scene.github.comments.filter(({ issueNumber }) => issueNumber === pull.number).map(({ body }) => body);
  const complete = (run: RunReference, deps = scene.deps) =>
    reportOnPullRequest(deps, { ...run, ending: { kind: 'completed' } });
  const fail = (run: RunReference, code: string, message: string) =>
    reportOnPullRequest(scene.deps, { ...run, ending: { kind: 'failed', code, message } });

  it('has a check in progress while the run goes on, which links to the page of the run', async () => {
    const run = await scene.createRun(pull);
    assert.equal(await announceOnPullRequest(scene.deps, run), true);
    assert.equal(await announceOnPullRequest(scene.deps, run), true);
    const [check, ...more] = checks();
    assert.deepEqual(more, []);
    assert.deepEqual(
      [check?.fields['name'], check?.fields['status'], check?.fields['details_url']],
      ['Tinybug', 'in_progress', `https://tinybug.example/orgs/acme/results/${run.runId}`],
    );
    assert.deepEqual(comments(), [], 'a comment before there is anything to say is noise');
  });

  it('has the check completed with one annotation for each uncaught line, and one comment', async () => {
    const run = await scene.createRun(pull);
    await announceOnPullRequest(scene.deps, run);
    await scene.measure(run);
    await complete(run);
    const [check, ...more] = checks();
    assert.deepEqual(more, []);
    assert.deepEqual([check?.fields['status'], check?.fields['conclusion']], ['completed', 'neutral']);
    assert.deepEqual(
      check?.annotations.map((annotation) => [annotation['start_line'], annotation['title']]),
      [
        [6, 'No test would notice a bug here'],
        [10, 'No test runs this'],
      ],
    );
    const [comment = '', ...others] = comments();
    assert.deepEqual(others, []);
    assert.match(comment, /^<!-- tinybug [0-9a-f]{32} -->\n\n### Tinybug: 0\.0 %/);
    assert.match(comment, /`calculator\.py:6` in `subtract`: /);
    assert.match(comment, new RegExp(`\\(https://tinybug\\.example/orgs/acme/results/${run.runId}\\)`));
    assert.deepEqual(await scene.notices(run), []);
  });

  it('is not told again of a mutant that is marked, but of how many are, and the score counts them', async () => {
    const run = await scene.createRun(pull);
    await scene.measure(run);
    const { items } = await scene.store.listMutants(run.runId, { status: 'Survived', limit: 10 });
    const mark = { kind: 'equivalent', reason: '@octocat: same', proposedBy: 'person' } as const;
    const entries = items
      .filter(({ location }) => location.start.line === 6)
      .map(({ id }) => ({ mutantId: id, by: 'ada' }));
    assert.ok(entries.length > 0);
    for (const entry of entries) await scene.store.recordTriage(scene.repository.id, { ...entry, mark });
    await complete(run);
    for (const entry of entries) await scene.store.recordTriage(scene.repository.id, entry);
    assert.deepEqual(
      checks()[0]?.annotations.map((annotation) => annotation['start_line']),
      [10],
    );
    const [comment = ''] = comments();
    assert.doesNotMatch(comment, /calculator\.py:6|@octocat/);
    assert.match(comment, /### Tinybug: 0\.0 %/);
    const { length } = entries;
    assert.match(comment, new RegExp(`${length} marked mutants?: ${length} equivalent\\.`));
    assert.match(comment, new RegExp(`${length} more that (is|are) marked as equivalent or not useful went unnoticed`));
  });

  it('is told the score that the run is then completed with', async () => {
    pull = await scene.open({ 'tinybug.toml': 'fail-under = 50\n' });
    const run = await scene.createRun(pull);
    await scene.measure(run);
    await complete(run);
    await publishScore(scene.deps, run);
    assert.equal(checks()[0]?.fields['conclusion'], 'failure');
    assert.equal((await scene.store.findRun(run.runId))?.score?.score, 0);
  });

  it('has nothing twice where the activity runs again, also after an answer that was lost', async () => {
    const run = await scene.createRun(pull);
    await announceOnPullRequest(scene.deps, run);
    await scene.measure(run);
    scene.github.faults.next({ operation: 'issues/create-comment' }, { kind: 'drop-answer' });
    await assert.rejects(complete(run));
    await complete(run);
    await complete(run);
    assert.equal(scene.github.faults.unmet, 0);
    assert.deepEqual([checks().length, checks()[0]?.annotations.length, comments().length], [1, 2, 1]);
  });

  it('has its comment edited in place by the run of a newer commit, and left alone by that of an older one', async () => {
    const older = await scene.createRun(pull);
    await scene.measure(older);
    await complete(older);
    const headSha = await scene.push(pull, { 'other.py': 'x = 1\n' });
    const newer = await scene.createRun({ ...pull, headSha });
    await scene.measure(newer);
    await complete(newer);
    const [comment = '', ...more] = comments();
    assert.deepEqual(more, []);
    assert.ok(comment.includes(headSha.slice(0, 12)));
    await complete(older);
    assert.deepEqual(comments(), [comment]);
  });

  it('gets no check but the comment where a token is signed in, and a notice says why', async () => {
    const run = await scene.createRun(pull);
    const withToken = scene.signIn('token');
    await announceOnPullRequest(withToken, run);
    await scene.measure(run);
    await complete(run, withToken);
    assert.deepEqual([checks().length, comments().length], [0, 1]);
    const notices = await scene.notices(run);
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? '', /only Apps/);
  });

  it('is told as much as GitHub permits, and a notice names the permission that is missing', async () => {
    const { permissions } = scene.github.app;
    scene.github.app.permissions = { ...permissions, checks: 'read' };
    const withoutChecks = scene.signIn('app');
    const run = await scene.createRun(pull);
    assert.equal(await announceOnPullRequest(withoutChecks, run), true);
    await scene.measure(run);
    await complete(run, withoutChecks);
    assert.equal(comments().length, 1);
    const notices = await scene.notices(run);
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? '', /Checks: write/);
    scene.github.app.permissions = permissions;
  });

  it('is told why there is no result, with the text of the repository as code', async () => {
    const run = await scene.createRun(pull);
    await fail(run, 'baseline-failed', 'tests/test_a.py::test_b[@octocat] fails');
    assert.equal(checks()[0]?.fields['conclusion'], 'neutral');
    assert.match(comments()[0] ?? '', /```\ntests\/test_a\.py::test_b\[@octocat\] fails\n```/);
  });

  it('never sees the text of an unforeseen error', async () => {
    const run = await scene.createRun(pull);
    await fail(run, 'TypeError', 'password hunter2 of undefined');
    assert.doesNotMatch(JSON.stringify([checks(), comments()]), /hunter2/);
  });

  it('gets no comment where there is nothing to mutate, but one that is there is brought up to date', async () => {
    const first = await scene.createRun(pull);
    await fail(first, 'nothing-to-mutate', 'None of the files has changed.');
    assert.deepEqual([checks().length, comments().length], [1, 0]);
    await fail(first, 'no-tests', 'There are none.');
    const second = await scene.createRun(pull);
    await fail(second, 'nothing-to-mutate', 'None of the files has changed.');
    assert.equal(comments().length, 1);
    assert.match(comments()[0] ?? '', /nothing to mutate/);
  });

  it('has the check of a cancelled run cancelled, and its comment left alone', async () => {
    const run = await scene.createRun(pull);
    await announceOnPullRequest(scene.deps, run);
    await reportOnPullRequest(scene.deps, { ...run, ending: { kind: 'cancelled' } });
    assert.deepEqual([checks()[0]?.fields['conclusion'], comments().length], ['cancelled', 0]);
  });

  it('is not asked for by a run that is for none', async () => {
    const request = { repositoryId: scene.repository.id, settings: {} };
    const { run } = await scene.store.createRun(request, undefined);
    const reference = { organisationId: scene.store.organisationId, runId: run.id };
    assert.equal(await announceOnPullRequest(scene.deps, reference), false);
    await complete(reference);
    assert.deepEqual([checks(), comments()], [[], []]);
  });

  it('can be away: that is worth a retry, and in the end a notice', async () => {
    const run = await scene.createRun(pull);
    scene.github.faults.goDown();
    await assert.rejects(announceOnPullRequest(scene.deps, run));
    scene.github.faults.clear();
    await noteUnreported(scene.deps, run);
    await noteUnreported(scene.deps, run);
    assert.deepEqual(await scene.notices(run), ['GitHub could not be told of this run on the pull request.']);
  });
});
