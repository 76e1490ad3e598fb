import { TinybugError } from '../../../../shared/error-code.ts';
import type { ProposedPullRequest, WorkflowProposal } from '../../../../shared/workflow-proposal.ts';
import type { GithubAccess, GithubRepository } from '../../../github/github-api.ts';
import type { RepositoryMirror, RepositoryMirrors } from '../../../source/mirror/repository-mirror.ts';
import { pushAll, withMirror } from '../push-plans.ts';
import { readWorkflow } from '../workflows/workflow-document.ts';
import { readPreparation } from './read-preparation.ts';
import { createWorkflowFile } from './workflow-file.ts';
import { explainUnstartable } from './workflow-inputs.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** Writes Tinybug's workflow for a repository, and proposes it as a pull request. */
export interface WorkflowProposals {
  preview(organisationId: string, fullName: string): Promise<WorkflowProposal>;
  /**
   * The pull request that is open already is brought up to date.
   *
   * @param text As somebody has changed it; else as `preview` gives it.
   * @throws TinybugError `invalid-request` where the text is no workflow that Tinybug can start
   */
  propose(organisationId: string, fullName: string, text: string | undefined): Promise<ProposedPullRequest>;
}

export interface WorkflowProposalOptions {
  readonly access: GithubAccess;
  readonly mirrors: RepositoryMirrors;
  /** Of GitHub's pages. */
  readonly serverUrl: string;
  /** The service's own address, for results while a job runs; absent where jobs cannot reach it. */
  readonly streamsTo?: string | undefined;
}

const BRANCH = 'tinybug/workflow';
const TIMEOUT_MINUTES = 120;

export function createWorkflowProposals(options: WorkflowProposalOptions): WorkflowProposals {
  const { access, serverUrl } = options;

  const onDefaultBranch = async <Result>(
    organisationId: string,
    fullName: string,
    work: (repository: GithubRepository, mirror: RepositoryMirror, head: DefaultBranch) => Promise<Result>,
  ): Promise<Result> => {
    const repository = await access.repository(organisationId, fullName);
    const { defaultBranch } = await repository.show();
    return withMirror(options, organisationId, fullName, async (mirror) =>
      work(repository, mirror, { name: defaultBranch, commit: await mirror.resolve(defaultBranch) }),
    );
  };

  return {
    preview: (organisationId, fullName) =>
      onDefaultBranch(organisationId, fullName, (_repository, mirror, { commit }) =>
        writeProposal(mirror, commit, options.streamsTo),
      ),
    propose: (organisationId, fullName, text) =>
      onDefaultBranch(organisationId, fullName, async (repository, mirror, head) => {
        const proposal = text === undefined ? await writeProposal(mirror, head.commit, options.streamsTo) : undefined;
        const number = await openPullRequest(repository, mirror, head, checkText(text ?? proposal?.text ?? ''));
        return { pullRequest: number, url: `${serverUrl}/${fullName}/pull/${number}` };
      }),
  };
}

interface DefaultBranch {
  readonly name: string;
  readonly commit: string;
}

async function writeProposal(
  mirror: RepositoryMirror,
  commit: string,
  streamsTo: string | undefined,
): Promise<WorkflowProposal> {
  const paths = (await mirror.listFiles(commit, '.github/workflows')).filter((path) => /\.ya?ml$/.test(path));
  const files = await mirror.readFiles(
    commit,
    paths.filter((path) => path !== WORKFLOW_PATH),
  );
  const workflows = [...files].flatMap(
    ([path, bytes]) => readWorkflow({ path, text: new TextDecoder().decode(bytes) }) ?? [],
  );
  const preparation = readPreparation(workflows);
  return {
    path: WORKFLOW_PATH,
    text: createWorkflowFile(preparation, { streamsTo, timeoutMinutes: TIMEOUT_MINUTES }),
    notes: [...preparation.notes],
    isInstalled: paths.includes(WORKFLOW_PATH),
  };
}

function checkText(text: string): string {
  const problem = explainUnstartable(text);
  if (problem === undefined) return text;
  throw new TinybugError('invalid-request', `text: Tinybug could not start this workflow: ${problem}`);
}

async function openPullRequest(
  repository: GithubRepository,
  mirror: RepositoryMirror,
  head: DefaultBranch,
  text: string,
): Promise<number> {
  const files = [{ path: WORKFLOW_PATH, content: new TextEncoder().encode(text) }];
  const [commit] = await mirror.commit([{ parent: head.commit, files, message: `${TITLE}\n` }]);
  if (commit === undefined) throw new Error('git made no commit of the workflow.');
  await pushAll(mirror, [{ branch: BRANCH, commit }]);
  const [open] = await repository.listPullRequests({ headBranch: BRANCH, state: 'open' });
  if (open !== undefined) return open.number;
  return repository.createPullRequest({
    head: BRANCH,
    base: head.name,
    title: TITLE,
    body: DESCRIPTION,
    isDraft: false,
  });
}

const TITLE = 'Measure the tests with Tinybug';
const DESCRIPTION = `This workflow plants small bugs in the code and runs the tests on each, many in one job, to find out which bugs no test would notice.

- It runs only when Tinybug starts it, never by a push or a pull request.
- It may read the repository and nothing else, and is given no secrets.
- Preparation and Python version are taken from the workflows that are here; please check them, and change what is not right.`;
