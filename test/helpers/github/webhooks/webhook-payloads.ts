import { completeBody } from '../contract/complete-body.ts';
import type { ContractChecker } from '../contract/contract-checker.ts';
import { webhookSchema } from '../contract/openapi-document.ts';
import type { WebhookName } from '../contract/operations.ts';
import type { JobRecord, RunRecord } from '../actions/run-records.ts';
import type { RefUpdate } from '../git/bare-repository.ts';
import { NO_COMMIT } from '../git/bare-repository.ts';
import type { Repository } from '../repositories.ts';
import { describeJob, describeRun, describeWorkflow } from '../rest/describe-actions.ts';
import { describeRepository, describeUser } from '../rest/describe-actors.ts';
import { describePullRequest } from '../rest/describe-pull-requests.ts';
import type { PullRequest, PullRequestAction, World } from '../world.ts';

/** Sends what happened as GitHub words it. */
export class WebhookSender {
  readonly #world: () => World;
  readonly #contract: ContractChecker;

  constructor(world: () => World, contract: ContractChecker) {
    this.#world = world;
    this.#contract = contract;
  }

  sendRun(run: RunRecord, action: 'requested' | 'in_progress' | 'completed'): void {
    const world = this.#world();
    const workflow = describeWorkflow(world, run.repository, run.workflow);
    const payload = { action, workflow_run: describeRun(world, run), workflow };
    this.#send(`workflow-run-${hyphenated(action)}`, 'workflow_run', run.repository, run.actor, payload);
  }

  sendJob(job: JobRecord, action: 'queued' | 'in_progress' | 'completed'): void {
    const world = this.#world();
    const payload = { action, workflow_job: describeJob(world, job) };
    this.#send(`workflow-job-${hyphenated(action)}`, 'workflow_job', job.run.repository, job.run.actor, payload);
  }

  sendPullRequest(pull: PullRequest, action: PullRequestAction, login: string): void {
    const payload = pullRequestPayload(this.#world(), pull, action);
    this.#send(`pull-request-${action}`, 'pull_request', pull.repository, login, payload);
  }

  sendPush(repository: Repository, update: RefUpdate, login: string): void {
    const payload = pushPayload(this.#world(), repository, update, login);
    this.#send('push', 'push', repository, login, payload);
  }

  #send(name: WebhookName, event: string, repository: Repository, login: string, payload: object): void {
    const world = this.#world();
    const whole = {
      ...payload,
      repository: describeRepository(world, repository),
      organization: { login: repository.owner },
      installation: { id: world.app.installationId, node_id: '' },
      sender: describeUser(world, login),
    };
    const schema = webhookSchema(name);
    const body = completeBody(schema, JSON.parse(JSON.stringify(whole))) as object;
    this.#contract.check(schema, body, `webhook ${name}`);
    world.webhooks.emit(event, body);
  }
}

/** Also what a workflow sees as `github.event`. */
export const pullRequestPayload = (world: World, pull: PullRequest, action: PullRequestAction): object => ({
  action,
  number: pull.number,
  pull_request: { ...describePullRequest(world, pull), assignees: [], requested_reviewers: [], requested_teams: [] },
  ...(action === 'synchronize' && { before: pull.baseSha, after: pull.headSha }),
});

export const pushPayload = (world: World, repository: Repository, update: RefUpdate, login: string): object => ({
  ref: update.ref,
  before: update.before,
  after: update.after,
  created: update.before === NO_COMMIT,
  deleted: update.after === NO_COMMIT,
  forced: false,
  base_ref: null,
  compare: `${world.addresses.html}/${repository.fullName}/compare/${update.before}...${update.after}`,
  commits: [],
  head_commit: null,
  pusher: { name: login },
});

const hyphenated = <T extends string>(action: T): T extends 'in_progress' ? 'in-progress' : T =>
  action.replace('_', '-') as T extends 'in_progress' ? 'in-progress' : T;
