import assert from 'node:assert/strict';
import { Octokit } from '@octokit/rest';
import { Webhooks as WebhookVerifier } from '@octokit/webhooks';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { writeProject } from '../../helpers/github/project-folder.ts';
import type { Repository } from '../../helpers/github/repositories.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../helpers/github/webhook-receiver.ts';

const SECRET = 'a secret of the App';
const WORKFLOW = `
on: workflow_dispatch
jobs: { test: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] } }
`;
const LIFE_OF_A_RUN = [
  'workflow_run requested',
  'workflow_job queued',
  'workflow_run in_progress',
  'workflow_job in_progress',
  'workflow_job completed',
  'workflow_run completed',
];

describe('the loopback GitHub sends webhooks', () => {
  let github: LoopbackGitHub;
  let receiver: WebhookReceiver;
  let repository: Repository;
  let answer: number;

  beforeEach(async () => {
    answer = 202;
    receiver = await startWebhookReceiver(() => answer);
    github = await startGithub();
    github.webhooks.subscribe({ url: receiver.url, secret: SECRET });
    const project = await writeProject({ '.github/workflows/ci.yml': WORKFLOW });
    repository = await github.createRepository({ name: 'project', folder: project.folder });
    await project.remove();
  });

  afterEach(async () => {
    await github.close();
    await receiver.close();
  });

  async function runOnce(): Promise<void> {
    const { text } = github.tokens.create({ permissions: { actions: 'write' } });
    const octokit = new Octokit({ baseUrl: github.url, auth: text });
    const place = { owner: repository.owner, repo: repository.name };
    await octokit.actions.createWorkflowDispatch({ ...place, workflow_id: 'ci.yml', ref: 'main' });
    const run = await github.waitFor(() => github.runs[0]);
    await github.waitForRun(run.id);
    await github.webhooks.settled();
  }

  const summary = (): string[] =>
    receiver.received.map(({ event, body }) => `${event} ${String((JSON.parse(body) as { action: unknown }).action)}`);

  it('the life of a run is told by webhooks that the real verifier accepts', async () => {
    await runOnce();
    assert.deepEqual(summary().sort(), [...LIFE_OF_A_RUN].sort());
    const verifier = new WebhookVerifier({ secret: SECRET });
    for (const { body, signature } of receiver.received) assert.equal(await verifier.verify(body, signature), true);
    const completed = receiver.received.find(
      ({ body }) => body.includes('"action":"completed"') && body.includes('workflow_run"'),
    );
    const payload = JSON.parse(completed!.body) as {
      workflow_run: { conclusion: string; id: number };
      repository: { full_name: string };
    };
    assert.equal(payload.workflow_run.conclusion, 'success');
    assert.equal(payload.workflow_run.id, github.runs[0]!.id);
    assert.equal(payload.repository.full_name, 'octo-org/project');
  });

  it('a lost webhook does not arrive, and arrives when it is asked for again', async () => {
    github.webhooks.next({ event: 'workflow_run', action: 'completed' }, { kind: 'lose' });
    await runOnce();
    assert.ok(!summary().includes('workflow_run completed'));
    const lost = github.webhooks.deliveries.find(({ statusCode }) => statusCode === 0);
    const delivery = await github.webhooks.redeliver(lost!.id);
    assert.equal(delivery.isRedelivery, true);
    assert.equal(delivery.guid, lost!.guid);
    assert.equal(receiver.received.at(-1)!.id, lost!.guid);
  });

  it('a doubled webhook arrives twice under one delivery id', async () => {
    github.webhooks.next({ event: 'workflow_run', action: 'completed' }, { kind: 'double' });
    await runOnce();
    const ids = receiver.received.filter(({ body }) => body.includes('"action":"completed"')).map(({ id }) => id);
    assert.equal(ids.length, 3);
    assert.equal(new Set(ids).size, 2);
  });

  it('held webhooks arrive when they are let go, the last one first', async () => {
    github.webhooks.hold();
    await runOnce();
    assert.deepEqual(receiver.received, []);
    await github.webhooks.release('reversed');
    assert.deepEqual(summary(), [...LIFE_OF_A_RUN].reverse());
  });

  it('a forged webhook has a signature that the real verifier refuses', async () => {
    assert.equal(await github.webhooks.forge('workflow_run', { action: 'completed' }), 202);
    const [forged] = receiver.received;
    assert.equal(await new WebhookVerifier({ secret: SECRET }).verify(forged!.body, forged!.signature), false);
  });

  it('what the receiver answers is kept with the delivery and never sent again by itself', async () => {
    answer = 500;
    await runOnce();
    assert.deepEqual(new Set(github.webhooks.deliveries.map(({ statusCode }) => statusCode)), new Set([500]));
    assert.equal(receiver.received.length, LIFE_OF_A_RUN.length);
  });
});
