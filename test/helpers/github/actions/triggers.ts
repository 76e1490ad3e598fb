import type { Token } from '../access/tokens.ts';
import { NO_COMMIT, type Commit, type RefUpdate } from '../git/bare-repository.ts';
import type { Repository } from '../repositories.ts';
import { RestError } from '../rest/rest-error.ts';
import { pullRequestPayload, pushPayload, type WebhookSender } from '../webhooks/webhook-payloads.ts';
import type { PullRequest, PullRequestAction, World } from '../world.ts';
import { skipsCi, startsOnPullRequest, startsOnPush } from './event-filters.ts';
import { readDispatchInputs } from './dispatch-inputs.ts';
import { interpolate } from './expressions.ts';
import { contextsOf } from './plan-jobs.ts';
import type { RunRecord, Workflow } from './run-records.ts';
import type { WorkflowFile } from './workflow-file.ts';
import type { WorkflowFiles } from './workflow-files.ts';

/** A push of more branches than this starts nothing. */
const MOST_BRANCHES = 5000;

type NewRun = Pick<RunRecord, 'event' | 'payload' | 'inputs' | 'ref' | 'headBranch' | 'headSha' | 'sha' | 'actor'> &
  Partial<Pick<RunRecord, 'baseBranch' | 'pullRequestNumber'>> & { readonly commit: Commit | undefined };

/** From what happened to a repository to the runs that start. */
export class Triggers {
  readonly #world: () => World;
  readonly #files: WorkflowFiles;
  readonly #sender: WebhookSender;

  constructor(world: () => World, files: WorkflowFiles, sender: WebhookSender) {
    this.#world = world;
    this.#files = files;
    this.#sender = sender;
  }

  async onPush(repository: Repository, updates: readonly RefUpdate[], token: Token | undefined): Promise<void> {
    const world = this.#world();
    const login = token?.login ?? 'octocat';
    world.meter.countPush(updates.length);
    repository.pushedAt = world.clock();
    if (updates.length > MOST_BRANCHES) return;
    for (const update of updates) this.#sender.sendPush(repository, update, login);
    const living = updates.filter(({ after }) => after !== NO_COMMIT);
    const commits = await repository.git.readCommitsOf(living.map(({ after }) => after));
    const filesOf = await this.#files.ofCommits(
      repository,
      living.map(({ after }) => after),
    );
    for (const update of updates) await this.#updatePullRequests(repository, update, token);
    // What a job does with its own token starts nothing, or workflows would go round in circles.
    if (token?.kind === 'job') return;
    for (const update of living) {
      const commit = commits.get(update.after);
      if (commit === undefined || skipsCi(commit.message)) continue;
      await this.#startForPush(repository, update, filesOf.get(update.after) ?? [], commit, login);
    }
  }

  async onPullRequest(pull: PullRequest, action: PullRequestAction, token: Token | undefined): Promise<void> {
    const login = token?.login ?? pull.login;
    this.#sender.sendPullRequest(pull, action, login);
    if (token?.kind === 'job') return;
    const { repository, headSha } = pull;
    const commit = (await repository.git.readCommitsOf([headSha])).get(headSha);
    if (commit === undefined || skipsCi(commit.message)) return;
    const mergeSha = await mergeCommit(pull);
    const files = (await this.#files.ofCommits(repository, [mergeSha])).get(mergeSha) ?? [];
    const changedFiles = async (): Promise<string[]> => {
      const base = (await repository.git.mergeBase(pull.baseSha, headSha)) ?? pull.baseSha;
      return repository.git.changedFiles(base, headSha);
    };
    for (const file of files) {
      if (!(await startsOnPullRequest(file, { action, baseBranch: pull.baseBranch, changedFiles }))) continue;
      this.#start(repository, file, {
        event: 'pull_request',
        payload: { ...pullRequestPayload(this.#world(), pull, action) },
        inputs: {},
        ref: `refs/pull/${pull.number}/merge`,
        headBranch: pull.headBranch,
        headSha,
        sha: mergeSha,
        baseBranch: pull.baseBranch,
        pullRequestNumber: pull.number,
        actor: login,
        commit,
      });
    }
  }

  async dispatch(
    repository: Repository,
    workflow: Workflow,
    branch: string,
    inputs: Readonly<Record<string, string | number | boolean>>,
    token: Token | undefined,
  ): Promise<RunRecord> {
    const name = branch.replace(/^refs\/heads\//, '');
    const sha = await repository.git.resolve(`refs/heads/${name}`);
    if (sha === undefined) throw RestError.invalid(`No ref found for: ${branch}`);
    const files = (await this.#files.ofCommits(repository, [sha])).get(sha) ?? [];
    const file = files.find(({ path }) => path === workflow.path);
    if (file?.events.workflow_dispatch === undefined)
      throw RestError.invalid("Workflow does not have 'workflow_dispatch' trigger");
    return this.#start(repository, file, {
      event: 'workflow_dispatch',
      payload: { ref: `refs/heads/${name}`, workflow: workflow.path, inputs },
      inputs: readDispatchInputs(file.events.workflow_dispatch.inputs ?? {}, inputs),
      ref: `refs/heads/${name}`,
      headBranch: name,
      headSha: sha,
      sha,
      actor: token?.login ?? 'octocat',
      commit: (await repository.git.readCommitsOf([sha])).get(sha),
    });
  }

  async #startForPush(
    repository: Repository,
    update: RefUpdate,
    files: readonly WorkflowFile[],
    commit: Commit,
    login: string,
  ): Promise<void> {
    const { ref, after } = update;
    for (const file of files) {
      const isWanted = await startsOnPush(file, { ref, changedFiles: () => changedByPush(repository, update) });
      if (!isWanted) continue;
      this.#start(repository, file, {
        event: 'push',
        payload: {
          ...pushPayload(this.#world(), repository, update, login),
          head_commit: { id: after, message: commit.message },
        },
        inputs: {},
        ref,
        headBranch: ref.replace(/^refs\/(heads|tags)\//, ''),
        headSha: after,
        sha: after,
        actor: login,
        commit,
      });
    }
  }

  /** A branch that moves takes its open pull requests along; one that goes closes them. */
  async #updatePullRequests(repository: Repository, update: RefUpdate, token: Token | undefined): Promise<void> {
    const world = this.#world();
    for (const pull of world.pullRequests) {
      if (pull.repository !== repository || pull.state !== 'open' || update.ref !== `refs/heads/${pull.headBranch}`)
        continue;
      pull.updatedAt = world.clock();
      if (update.after === NO_COMMIT) {
        pull.state = 'closed';
        pull.closedAt = world.clock();
        await this.onPullRequest(pull, 'closed', token);
      } else {
        pull.headSha = update.after;
        await this.onPullRequest(pull, 'synchronize', token);
      }
    }
  }

  #start(repository: Repository, file: WorkflowFile, { commit, ...facts }: NewRun): RunRecord {
    const world = this.#world();
    const workflow = this.#files.workflowOf(repository, file);
    const runNumber = world.runs.filter((other) => other.workflow === workflow).length + 1;
    const now = world.clock();
    const run: RunRecord = {
      baseBranch: undefined,
      pullRequestNumber: undefined,
      ...facts,
      id: world.nextId(),
      repository,
      workflow,
      file,
      runNumber,
      displayTitle: commit?.message.split('\n')[0] ?? file.name,
      createdAt: now,
      startedAt: now,
      updatedAt: now,
      status: 'queued',
      conclusion: null,
      isCancelRequested: false,
      startupError: file.errors[0],
      jobs: [],
    };
    const title = file.document?.['run-name'];
    if (title !== undefined) run.displayTitle = String(interpolate(title, contextsOf(run, [])));
    world.runs.push(run);
    world.engine.add(run);
    return run;
  }
}

/** A new branch is compared with where it left the default one. */
async function changedByPush({ git, defaultBranch }: Repository, { before, after }: RefUpdate): Promise<string[]> {
  const base = before === NO_COMMIT ? await git.mergeBase(`refs/heads/${defaultBranch}`, after) : before;
  return base === undefined ? [] : git.changedFiles(base, after);
}

/** GitHub merges a pull request for its runs; where there is nothing to merge, or a conflict, its own commit serves. */
async function mergeCommit({ repository, number, baseSha, headSha }: PullRequest): Promise<string> {
  const { git } = repository;
  const tree = await git.git(['merge-tree', '--write-tree', baseSha, headSha]).catch(() => '');
  const sha =
    tree === ''
      ? headSha
      : await git.git([
          'commit-tree',
          tree.split('\n')[0] ?? '',
          '-p',
          baseSha,
          '-p',
          headSha,
          '-m',
          `Merge ${headSha} into ${baseSha}`,
        ]);
  await git.git(['update-ref', `refs/pull/${number}/head`, headSha]);
  await git.git(['update-ref', `refs/pull/${number}/merge`, sha]);
  return sha;
}
