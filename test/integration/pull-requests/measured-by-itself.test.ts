import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createActivities } from '../../../service/activities/create-activities.ts';
import { decideOnPullRequest } from '../../../service/activities/decide-on-pull-request.ts';
import { createSecretBox } from '../../../service/github/secret-box.ts';
import { createTemporalRunControl } from '../../../service/temporal/temporal-run-control.ts';
import { resumeOpenRuns } from '../../../service/temporal/resume.ts';
import type { Run } from '../../../shared/run.ts';
import { startApiServer, type ApiServer } from '../../helpers/api-server.ts';
import { startRealTemporal, type RealTemporal } from '../../helpers/temporal-real-server.ts';
import { waitUntil } from '../../helpers/temporal-wait-until.ts';
import {
  createPullRequestScene,
  WEBHOOK_SECRET,
  type OpenedPullRequest,
  type PullRequestScene,
} from './pull-request-scene.ts';

describe('A pull request that GitHub tells of', () => {
  let scene: PullRequestScene;
  let temporal: RealTemporal;
  let worker: Awaited<ReturnType<RealTemporal['startWorker']>>;
  let api: ApiServer;
  before(async function () {
    this.timeout(240_000);
    scene = await createPullRequestScene();
    temporal = await startRealTemporal();
    worker = await temporal.startWorker(createActivities(scene.deps));
    const runControl = createTemporalRunControl(temporal.client);
    api = await startApiServer({ database: scene.database, runControl, githubWebhookSecret: WEBHOOK_SECRET });
    scene.github.webhooks.subscribe({ url: `${api.origin}/webhooks/github`, secret: WEBHOOK_SECRET });
  });
  after(async () => {
    await worker.stop();
    await api.close();
    await temporal.close();
    await scene.close();
  });

  const runsOf = ({ number }: OpenedPullRequest): Promise<Run[]> =>
    scene.store.listRunsOfPullRequest(scene.repository.id, number);
  const headOf = ({ number: pullRequest, headSha }: OpenedPullRequest) => {
    const { organisationId } = scene.store;
    return { organisationId, repositoryId: scene.repository.id, pullRequest, headSha };
  };
  const decide = (pull: OpenedPullRequest) => decideOnPullRequest(scene.deps, headOf(pull));
  const untilDecided = () => waitUntil(async () => (await scene.database.listOpenPullRequestHeads()).length === 0);
  const runWith = async (pull: OpenedPullRequest, isRight: (run: Run) => boolean): Promise<Run> => {
    let found: Run | undefined;
    await waitUntil(async () => (found = (await runsOf(pull)).find(isRight)) !== undefined);
    if (found === undefined) throw new Error('There is no such run.');
    return found;
  };
  const cancel = (runId: string) => createTemporalRunControl(temporal.client).cancel(scene.store.organisationId, runId);

  it('is measured on its changed lines, and a new push cancels the run of the older commit', async function () {
    this.timeout(180_000);
    const pull = await scene.open();
    const first = await runWith(pull, ({ phase }) => phase === 'baseline');
    assert.deepEqual(
      [first.revision, first.commit, first.pullRequest, first.since?.length],
      [pull.headSha, pull.headSha, pull.number, 40],
    );
    const headSha = await scene.push(pull, { 'other.py': 'x = 1\n' });
    await runWith(pull, ({ id, status }) => id === first.id && status === 'Cancelled');
    const second = await runWith(pull, ({ revision, phase }) => revision === headSha && phase === 'baseline');
    const conclusions = scene.github.checkRuns.map((check) => [check.headSha, check.fields['conclusion']]);
    assert.deepEqual(new Map(conclusions as [string, string][]).get(pull.headSha), 'cancelled');
    await cancel(second.id);
    await runWith(pull, ({ id, status }) => id === second.id && status === 'Cancelled');
    assert.equal((await runsOf(pull)).length, 2);
  });

  it('is measured once, however often it is told of', async function () {
    this.timeout(180_000);
    scene.github.webhooks.next({ event: 'pull_request' }, { kind: 'double' });
    const pull = await scene.open();
    const run = await runWith(pull, ({ phase }) => phase === 'baseline');
    await untilDecided();
    assert.deepEqual((await decide(pull)).runId, run.id);
    assert.equal((await runsOf(pull)).length, 1);
    await cancel(run.id);
    await runWith(pull, ({ status }) => status === 'Cancelled');
  });

  it('is decided on when the service starts the next time, where its workflow could not be started', async function () {
    this.timeout(180_000);
    scene.github.webhooks.next({ event: 'pull_request' }, { kind: 'lose' });
    const pull = await scene.open();
    await scene.store.recordPullRequestHead(headOf(pull));
    const runControl = createTemporalRunControl(temporal.client);
    const listener = {
      onRecord: () => Promise.resolve(),
      onChange: () => Promise.resolve(),
      onNotice: () => Promise.resolve(),
    };
    await resumeOpenRuns({ database: scene.database, runControl, listener, logger: scene.deps.logger });
    const run = await runWith(pull, ({ phase }) => phase === 'baseline');
    await cancel(run.id);
    await runWith(pull, ({ status }) => status === 'Cancelled');
    await untilDecided();
  });

  describe('is not measured by itself', () => {
    const open = async (files?: Readonly<Record<string, string>>) => {
      scene.github.webhooks.next({ event: 'pull_request' }, { kind: 'lose' });
      return scene.open(files);
    };
    const assertNotMeasured = async (pull: OpenedPullRequest) => {
      assert.deepEqual(await decide(pull), { outdatedRunIds: [] });
      assert.deepEqual(await runsOf(pull), []);
    };

    it('where the settings at its head commit do not ask for it', async () => {
      await assertNotMeasured(await open({ 'tinybug.toml': 'fail-under = 80\n' }));
    });

    it('where they are not valid', async () => {
      await assertNotMeasured(await open({ 'tinybug.toml': 'pull-requests = "yes"\n' }));
    });

    it('where it comes from another repository', async () => {
      const pull = await open();
      const fork = await scene.github.createRepository({ name: 'fork', folder: 'test/fixtures/ci-with-junit' });
      const atGithub = scene.github.pullRequests.find(({ number }) => number === pull.number);
      assert.ok(atGithub);
      atGithub.fork = fork;
      await assertNotMeasured(pull);
    });

    it('by an organisation that has not claimed the account, whatever its own token may do', async () => {
      const pull = await open();
      const { database, repository, github } = scene;
      const { id: organisationId } = await database.ensureOrganisation('another', 'Another');
      const store = database.storeOf(organisationId);
      const { id: repositoryId } = await store.registerRepository(repository);
      const head = { ...headOf(pull), organisationId, repositoryId };
      assert.deepEqual(await decideOnPullRequest(scene.deps, head), { outdatedRunIds: [] }, 'it may not use the App');
      const key = randomBytes(32);
      const own = github.tokens.create({ permissions: { contents: 'write', pull_requests: 'write' } }).text;
      await database.saveGithubToken(organisationId, createSecretBox(key).seal(own, organisationId));
      const { access, ...pullRequests } = scene.signIn('app', key).pullRequests ?? assert.fail();
      assert.ok(await access.repository(organisationId, repository.location));
      const deps = { ...scene.deps, pullRequests: { ...pullRequests, access } };
      assert.deepEqual(await decideOnPullRequest(deps, head), { outdatedRunIds: [] });
      assert.deepEqual((await store.listRuns({ limit: 10 })).items, []);
    });

    it('where it was closed meanwhile, or has a newer head commit', async () => {
      const pull = await open();
      const atGithub = scene.github.pullRequests.find(({ number }) => number === pull.number);
      assert.ok(atGithub);
      await assertNotMeasured({ ...pull, headSha: 'c0ffee'.repeat(6) + 'c0ff' });
      atGithub.state = 'closed';
      await assertNotMeasured(pull);
    });
  });

  it('waits for GitHub where that is away', async () => {
    scene.github.webhooks.next({ event: 'pull_request' }, { kind: 'lose' });
    const pull = await scene.open();
    scene.github.faults.goDown();
    await assert.rejects(decide(pull));
    scene.github.faults.clear();
    assert.ok((await decide(pull)).runId);
  });
});
