import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { planBranch } from '../../../service/ci/github-actions/branch-names.ts';
import { startApiServer, type ApiServer } from '../../helpers/api-server.ts';
import { waitUntil } from '../../helpers/temporal-wait-until.ts';

const SECRET = 'shared with GitHub';

describe('Webhooks of GitHub', () => {
  let api: ApiServer;
  before(async () => {
    api = await startApiServer({ githubWebhookSecret: SECRET });
  });
  after(() => api.close());
  beforeEach(() => void api.runControl.calls.splice(0));

  /** Effects come after the answer. */
  const untilSettled = () => waitUntil(async () => (await api.database.listOpenDeliveries(1)).length === 0);
  const untilCalls = (count: number) => waitUntil(() => api.runControl.calls.length >= count);

  /** A run with two jobs that wait on one branch. */
  async function startWaitingRun(location = `robinhood/${randomUUID()}`) {
    const { store } = api.organisation;
    const repository = await store.registerRepository({ ciProvider: 'github-actions', location, name: location });
    const { run } = await store.createRun({ repositoryId: repository.id, settings: {} }, undefined);
    const jobIds = [randomUUID(), randomUUID()] as const;
    const branch = planBranch(run.id, jobIds[0]);
    for (const [shardIndex, jobId] of jobIds.entries()) {
      await store.saveJob({ jobId, runId: run.id, shardIndex, workflowId: `workflow-${shardIndex}` });
      await store.updateJob(jobId, { handle: { strategy: 'sharded', branch } });
    }
    return { location, branch, jobIds, runId: run.id };
  }

  const runEnded = (location: string, head_branch: string) => ({
    action: 'completed',
    workflow_run: { head_branch },
    repository: { full_name: location },
  });

  interface Delivery {
    readonly event?: string;
    readonly id?: string;
    readonly secret?: string;
    readonly signature?: string;
  }

  function deliver(payload: unknown, delivery: Delivery = {}): Promise<Response> {
    const { event = 'workflow_run', id = randomUUID(), secret = SECRET } = delivery;
    const body = JSON.stringify(payload);
    const signature = delivery.signature ?? `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    return fetch(`${api.origin}/webhooks/github`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'X-GitHub-Event': event,
        'X-GitHub-Delivery': id,
        'X-Hub-Signature-256': signature,
      },
    });
  }

  /** Nothing that was delivered before did anything: what is delivered now is all that has an effect. */
  async function assertNoEffect(): Promise<void> {
    const { location, branch, jobIds } = await startWaitingRun();
    await deliver(runEnded(location, branch));
    await untilSettled();
    assert.deepEqual(
      api.runControl.calls.toSorted(),
      jobIds.map((jobId, index) => `signal workflow-${index} ${jobId}`),
    );
  }

  it('signal every workflow that waits for a job on the branch of the run that ended', async () => {
    const { location, branch, jobIds } = await startWaitingRun();
    assert.equal((await deliver(runEnded(location, branch))).status, 202);
    await untilSettled();
    assert.deepEqual(api.runControl.calls.sort(), [`signal workflow-0 ${jobIds[0]}`, `signal workflow-1 ${jobIds[1]}`]);
  });

  it('signal for a job of the matrix only the workflow that waits for it', async () => {
    const { location, branch, jobIds } = await startWaitingRun();
    const job = { name: `shard ${jobIds[1]}`, head_branch: branch };
    const payload = { action: 'completed', workflow_job: job, repository: { full_name: location } };
    await deliver(payload, { event: 'workflow_job' });
    await untilSettled();
    assert.deepEqual(api.runControl.calls, [`signal workflow-1 ${jobIds[1]}`]);
  });

  it('have their effect once, however often they are delivered', async () => {
    const { location, branch } = await startWaitingRun();
    const id = randomUUID();
    const tellOfEnd = async () =>
      z.object({ effect: z.string() }).parse(await (await deliver(runEnded(location, branch), { id })).json());
    const effects = await Promise.all([tellOfEnd(), tellOfEnd(), tellOfEnd()]);
    assert.equal(effects.filter(({ effect }) => effect === 'stored').length, 1);
    await untilSettled();
    assert.deepEqual(await tellOfEnd(), { effect: 'none' });
    await untilSettled();
    assert.equal(api.runControl.calls.length, 2);
  });

  it('are refused and have no effect where the signature is missing, malformed or of another secret', async () => {
    const { location, branch } = await startWaitingRun();
    const payload = runEnded(location, branch);
    for (const delivery of [{ secret: 'guessed' }, { signature: '' }, { signature: 'sha256=abc' }]) {
      assert.equal((await deliver(payload, delivery)).status, 401);
    }
    await assertNoEffect();
  });

  it('have no effect for the run of another repository, whoever may push a branch of that name', async () => {
    const { branch } = await startWaitingRun();
    const answer = await deliver(runEnded('mallory/fork', branch));
    assert.deepEqual([answer.status, await answer.json()], [202, { effect: 'none' }]);
    await assertNoEffect();
  });

  it('are taken and have no effect where they are about something else or are not what their event promises', async () => {
    const { location, branch } = await startWaitingRun();
    const others: [unknown, string][] = [
      [runEnded(location, 'main'), 'workflow_run'],
      [runEnded(location, `tinybug/run-${randomUUID()}-00000000`), 'workflow_run'],
      [{ ...runEnded(location, branch), action: 'requested' }, 'workflow_run'],
      [{ action: 'completed' }, 'workflow_run'],
      [{ zen: 'Keep it logically awesome.' }, 'ping'],
      ['no object', 'workflow_job'],
    ];
    for (const [payload, event] of others) assert.equal((await deliver(payload, { event })).status, 202, event);
    await assertNoEffect();
  });

  describe('about a pull request', () => {
    let head: string;
    beforeEach(() => {
      head = newCommit();
    });
    const newCommit = (): string => randomBytes(20).toString('hex');

    const changed = (location: string, overrides: { action?: string; draft?: boolean; ref?: string } = {}) => ({
      action: overrides.action ?? 'opened',
      number: 7,
      pull_request: { draft: overrides.draft ?? false, head: { ref: overrides.ref ?? 'feature', sha: head } },
      repository: { full_name: location },
    });

    async function register(): Promise<string> {
      const location = `robinhood/${randomUUID()}`;
      await api.organisation.store.registerRepository({ ciProvider: 'github-actions', location, name: location });
      return location;
    }

    const openHeads = async () => (await api.database.listOpenPullRequestHeads()).map(({ headSha }) => headSha);

    /** Nothing that was delivered before was considered: what is delivered now is. */
    async function assertNotConsidered(location: string, notConsidered: string): Promise<void> {
      head = newCommit();
      await deliver(changed(location), { event: 'pull_request' });
      await waitUntil(() => api.runControl.calls.includes(`consider 7 ${head}`));
      assert.ok(!api.runControl.calls.some((call) => call.includes(notConsidered)));
    }

    it('have it decided whether its head commit is measured', async () => {
      const location = await register();
      for (const action of ['opened', 'synchronize', 'reopened', 'ready_for_review']) {
        const answer = await deliver(changed(location.toUpperCase(), { action }), { event: 'pull_request' });
        assert.deepEqual([answer.status, await answer.json()], [202, { effect: 'considered' }], action);
      }
      await waitUntil(() => api.runControl.calls.includes(`consider 7 ${head}`));
    });

    it('keep the head commit until it is decided, also where the workflow cannot be started', async () => {
      const location = await register();
      api.runControl.failure = new Error('Temporal is away');
      assert.equal((await deliver(changed(location), { event: 'pull_request' })).status, 202);
      await waitUntil(() => api.runControl.calls.filter((call) => call === `consider 7 ${head}`).length > 2);
      api.runControl.failure = undefined;
      assert.ok((await openHeads()).includes(head));
    });

    it('have no effect for drafts, for branches of Tinybug, for other actions and for what is no commit', async () => {
      const location = await register();
      const whole = changed(location);
      const others = [
        changed(location, { draft: true }),
        changed(location, { ref: 'tinybug/mutant-1' }),
        changed(location, { action: 'labeled' }),
        { ...whole, pull_request: { ...whole.pull_request, head: { ref: 'feature', sha: '--upload-pack=x' } } },
        { ...whole, number: '7' },
        changed('mallory/unknown'),
      ];
      for (const payload of others) {
        const answer = await deliver(payload, { event: 'pull_request' });
        assert.deepEqual([answer.status, await answer.json()], [202, { effect: 'none' }]);
      }
      await assertNotConsidered(location, head);
    });

    it('are refused where they are not signed by GitHub', async () => {
      const location = await register();
      const answer = await deliver(changed(location), { event: 'pull_request', secret: 'guessed' });
      assert.equal(answer.status, 401);
      await assertNotConsidered(location, head);
    });
  });

  it('are answered although the workflow cannot be told, which is tried again', async () => {
    const { location, branch } = await startWaitingRun();
    api.runControl.failure = new Error('Temporal is away');
    assert.equal((await deliver(runEnded(location, branch))).status, 202);
    await untilCalls(3);
    assert.equal((await api.database.listOpenDeliveries(1)).length, 1);
    api.runControl.failure = undefined;
    await untilSettled();
  });
});
