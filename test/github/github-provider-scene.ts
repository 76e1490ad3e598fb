/** The provider of GitHub Actions with a GitHub on this machine, for the contract that every provider keeps. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { CiJob } from '../../service/ci/ci-provider.ts';
import { createGithubActionsProvider } from '../../service/ci/github-actions/github-actions-provider.ts';
import { ANY_ACCOUNT } from '../../service/github/account-claims.ts';
import { createGithubAccess } from '../../service/github/create-github-access.ts';
import { createRepositoryMirrors } from '../../service/source/mirror/create-repository-mirrors.ts';
import { createWorkflowFile } from '../../service/ci/github-actions/sharded/workflow-file.ts';
import { readPreparation } from '../../service/ci/github-actions/sharded/read-preparation.ts';
import { WORKFLOW_PATH } from '../../service/ci/github-actions/sharded/workflow-path.ts';
import { readWorkflow } from '../../service/ci/github-actions/workflows/workflow-document.ts';
import type { CiAbilities, CiProviderScene, JobBehaviour } from '../integration/describe-ci-provider.ts';
import { openTestDatabase } from '../helpers/activity-scene.ts';
import { createBaselineJob, recordListener, until } from '../helpers/ci-job.ts';
import { prepareJobPython } from '../helpers/github/job-python.ts';
import type { LoopbackGitHub } from '../helpers/github/loopback-github.ts';
import { writeProject } from '../helpers/github/project-folder.ts';
import type { Repository } from '../helpers/github/repositories.ts';
import { startGithub } from '../helpers/github/start-github.ts';
import { buildRunnerArchive } from '../helpers/runner-archive.ts';
import { killTheRunner } from '../helpers/kill-the-runner.ts';
import { createTemporaryFolder } from '../helpers/temporary-folder.ts';

type Strategy = 'sharded' | 'branch-per-mutant';

/** Jobs report by webhooks, artifacts and logs, and GitHub remembers them for months. */
const ABILITIES: Readonly<Record<Strategy, CiAbilities>> = {
  sharded: {
    streams: false,
    tellsOfEnds: false,
    showsRecordsEarly: false,
    keepsRecordsOfEndedJobs: true,
    stopsAtOnce: false,
    forgetsJobs: false,
  },
  'branch-per-mutant': {
    streams: false,
    tellsOfEnds: false,
    showsRecordsEarly: false,
    keepsRecordsOfEndedJobs: false,
    stopsAtOnce: false,
    forgetsJobs: false,
  },
};

const TINY = 'ANSWER = 42\n';

const CI = `
name: CI
on: push
permissions: { contents: read }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: { python-version: '3.x' }
      - run: python -m pip install pytest
      - run: pytest
`;

/** The test that is at work says so where nobody measures. */
const neverEnds = (mark: string): string =>
  `\n\ndef test_two():\n    open(${JSON.stringify(mark)}, "w").close()\n    while True:\n        pass\n`;

function secondTest(behaviour: JobBehaviour, strategy: Strategy, mark: string): string {
  if (behaviour === 'finishes') return '\n\ndef test_two():\n    assert True\n';
  // Without a runner of ours it is the machine that dies.
  return behaviour === 'dies' && strategy === 'sharded' ? killTheRunner('--plan') : neverEnds(mark);
}

export async function createGithubScene(strategy: Strategy): Promise<CiProviderScene> {
  const { folder, remove } = await createTemporaryFolder();
  const github = await startGithub({ pythons: await prepareJobPython() });
  const { database, close: closeDatabase } = await openTestDatabase();
  const runner = await buildRunnerArchive();
  const listener = recordListener();
  const access = createGithubAccess({
    github: {
      apiUrl: github.url,
      serverUrl: github.gitUrl,
      personalAccessToken: undefined,
      app: { id: String(github.app.id), privateKey: github.app.privateKey, webhookSecret: 'unused' },
    },
    secretKey: undefined,
    claims: ANY_ACCOUNT,
    database,
    logger: pino({ level: 'silent' }),
    retryBaseMs: 10,
  });
  const provider = createGithubActionsProvider({
    access,
    mirrors: createRepositoryMirrors({ folder: join(folder, 'mirrors'), serverUrl: github.gitUrl, access }),
    listener,
    runnerArchive: runner.path,
    now: () => Date.now(),
  });
  const places = new Map<string, Repository>();
  const marks = new Map<string, string>();
  const traces = async ({ jobId, runId }: CiJob): Promise<boolean> => {
    const refs = (await places.get(jobId)?.git.listRefs('refs/heads/tinybug/')) ?? [];
    return refs.some(({ ref }) => ref.includes(runId));
  };
  const isAtWork = ({ jobId }: CiJob): boolean => existsSync(marks.get(jobId) ?? '');
  return {
    provider,
    listener,
    abilities: ABILITIES[strategy],
    async createJob(behaviour) {
      const mark = join(folder, randomUUID());
      const repository = await createProject(github, strategy, secondTest(behaviour, strategy, mark));
      const organisation = await database.ensureOrganisation('contract', 'Contract');
      const job = await describeJob(organisation.id, repository, strategy);
      places.set(job.jobId, repository);
      marks.set(job.jobId, mark);
      if (behaviour === 'dies' && strategy === 'branch-per-mutant')
        void killMachine(github, repository, () => isAtWork(job));
      return job;
    },
    hasTracesOf: traces,
    countStarts: ({ jobId }) =>
      Promise.resolve(github.runs.filter(({ repository }) => repository === places.get(jobId)).length),
    untilAtWork: (job) => until(() => isAtWork(job)),
    async close() {
      await github.close();
      await closeDatabase();
      await runner.remove();
      await remove();
    },
  };
}

async function createProject(github: LoopbackGitHub, strategy: Strategy, test: string): Promise<Repository> {
  const project = await writeProject({
    'tiny.py': TINY,
    'test_tiny.py': `import tiny\n\n\ndef test_one():\n    assert tiny.ANSWER\n${test}`,
    '.github/workflows/ci.yml': CI,
    ...(strategy === 'sharded' && { [WORKFLOW_PATH]: describeWorkflow() }),
  });
  try {
    return await github.createRepository({ name: `tiny-${randomUUID()}`, folder: project.folder });
  } finally {
    await project.remove();
  }
}

function describeWorkflow(): string {
  const workflow = readWorkflow({ path: '.github/workflows/ci.yml', text: CI });
  if (workflow === undefined) throw new Error('The workflow of the contract is none.');
  return createWorkflowFile(readPreparation([workflow]), { timeoutMinutes: 60 });
}

async function describeJob(organisationId: string, repository: Repository, strategy: Strategy): Promise<CiJob> {
  const files = [{ path: 'tiny.py', sha256: createHash('sha256').update(TINY).digest('hex') }];
  const { source, ...job } = createBaselineJob(repository.fullName, { files, settings: { strategy } });
  const revision = await repository.git.resolve('main');
  return {
    ...job,
    source: {
      organisationId,
      repository: { ...source.repository, ciProvider: 'github-actions', location: repository.fullName },
      ...(revision !== undefined && { revision }),
    },
  };
}

/** Once its tests are at work. */
async function killMachine(github: LoopbackGitHub, repository: Repository, isAtWork: () => boolean): Promise<void> {
  await until(isAtWork);
  const job = await github.waitFor(() =>
    github.runs
      .flatMap(({ jobs }) => jobs)
      .find(({ run, status }) => run.repository === repository && status === 'in_progress'),
  );
  await github.killRunner(job);
}
