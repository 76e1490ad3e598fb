import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createLocalCiProvider, type LocalCiProvider } from '../../../service/ci/local/local-ci-provider.ts';
import { createPythonEnvironments } from '../../../service/ci/local/python-environment.ts';
import { createBaselineJob, recordListener, until } from '../../helpers/ci-job.ts';
import { temporaryFolder, testCacheFolder, tinyProject } from '../../helpers/python-projects.ts';
import type { CiProviderScene, JobBehaviour } from '../describe-ci-provider.ts';

export const FAKE_RUNNER = resolve('test/fixtures/fake-runner');
export const REAL_RUNNER = resolve('runner/src');

export interface LocalProviderScene extends CiProviderScene {
  readonly provider: LocalCiProvider;
  readonly jobsFolder: string;
}

/** A local provider with folders of its own; the cache is shared by all tests unless another is given. */
export async function createLocalScene(
  runnerFolder: string,
  createProject: (behaviour: JobBehaviour) => Promise<{ folder: string; pytestArguments: string[] }>,
  cacheFolder = testCacheFolder(),
): Promise<LocalProviderScene> {
  const jobsFolder = join(await realpath(await temporaryFolder('jobs')), 'jobs');
  const listener = recordListener();
  const provider = createLocalCiProvider({
    jobsFolder,
    cacheFolder,
    runnerFolder,
    listener,
    environment: { ...process.env, TINYBUG_TOKEN: 'secret', GITHUB_PAT: 'secret', POSTGRES_URL: 'secret' },
  });
  return {
    provider,
    listener,
    jobsFolder,
    abilities: {
      streams: true,
      tellsOfEnds: true,
      showsRecordsEarly: true,
      keepsRecordsOfEndedJobs: true,
      stopsAtOnce: true,
      forgetsJobs: true,
    },
    async createJob(behaviour) {
      const { folder, pytestArguments } = await createProject(behaviour);
      return createBaselineJob(folder, { pytestArguments, settings: { python: await pythonWithPytest() } });
    },
    countStarts: ({ jobId }) =>
      Promise.resolve((listener.records.get(jobId) ?? []).filter(({ type }) => type === 'started').length),
    untilAtWork: ({ jobId }) => until(() => (listener.records.get(jobId) ?? []).length >= 2),
    hasTracesOf: (job) => Promise.resolve(existsSync(join(jobsFolder, job.runId))),
    close: () => provider.close(),
  };
}

const FAKE_ARGUMENTS: Record<JobBehaviour, string> = {
  finishes: '--finish',
  'never-ends': '--never-end',
  dies: '--die',
};

/** A scene in which the fake runner plays what is asked of it. */
export const createFakeScene = (): Promise<LocalProviderScene> =>
  createLocalScene(FAKE_RUNNER, async (behaviour) => ({
    folder: await tinyProject({ 'test_fake.py': '' }),
    pytestArguments: [FAKE_ARGUMENTS[behaviour]],
  }));

let python: Promise<string> | undefined;

/** An interpreter that has pytest: the one the provider makes for a project without anything. */
export function pythonWithPytest(): Promise<string> {
  python ??= makePython();
  return python;
}

async function makePython(): Promise<string> {
  const projectFolder = join(testCacheFolder(), 'project-without-anything');
  await mkdir(projectFolder, { recursive: true });
  return createPythonEnvironments({ cacheFolder: testCacheFolder(), environment: process.env }).resolve({
    projectFolder: await realpath(projectFolder),
    python: undefined,
    notify: () => Promise.resolve(),
    abortSignal: new AbortController().signal,
  });
}
