import type { CiCapacity, CiJob, CiJobHandle, CiJobState, CiProvider } from '../../service/ci/ci-provider.ts';
import type { SourceProvider, SourceTree } from '../../service/ci/source-provider.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';

/** A CI in memory: it runs nothing, and its jobs report and end as a test says. */
export interface FakeCi extends CiProvider {
  readonly prepared: CiJob[];
  readonly dispatched: string[];
  readonly cancelled: string[];
  readonly cleanedUp: string[];
  /** What `fetch` gives, by job. */
  readonly reports: Map<string, RunnerRecord[]>;
  /** What `poll` says, by job; `running` where nothing is said. */
  readonly states: Map<string, CiJobState>;
}

export function createFakeCi(overrides: Partial<CiProvider> = {}, capacity: Partial<CiCapacity> = {}): FakeCi {
  const fake: FakeCi = {
    name: 'local',
    pollIntervalMs: 1_234,
    capacity: () =>
      Promise.resolve({ workersPerJob: 3, parallelJobs: 2, startsShardsTogether: false, isBilled: false, ...capacity }),
    prepared: [],
    dispatched: [],
    cancelled: [],
    cleanedUp: [],
    reports: new Map(),
    states: new Map(),
    async prepare(jobs) {
      for (const job of jobs) await remember(fake.prepared, job);
    },
    async dispatch(jobs) {
      const handles = new Map<string, CiJobHandle>();
      for (const { jobId } of jobs) {
        await remember(fake.dispatched, jobId);
        handles.set(jobId, { number: fake.dispatched.length });
      }
      return handles;
    },
    poll: (jobId) => Promise.resolve(fake.states.get(jobId) ?? { state: 'running' }),
    async *fetch(jobId) {
      await Promise.resolve();
      yield* fake.reports.get(jobId) ?? [];
    },
    cancel: (jobId) => remember(fake.cancelled, jobId),
    cleanUp: ({ runId }) => remember(fake.cleanedUp, runId),
    findRemains: () => Promise.resolve([]),
    ...overrides,
  };
  return fake;
}

function remember<Item>(list: Item[], item: Item): Promise<void> {
  list.push(item);
  return Promise.resolve();
}

/** A tree in memory. Files that end in `.toml` are its settings. */
export function createFakeSource(
  files: Readonly<Record<string, string>>,
  tree: Partial<SourceTree> = {},
): SourceProvider {
  const bytesOf = (path: string) => new TextEncoder().encode(files[path]);
  return {
    open: () =>
      Promise.resolve({
        commit: 'c0ffee',
        isDirty: true,
        settingsFiles: new Map(Object.entries(files).filter(([path]) => path.endsWith('.toml'))),
        paths: Object.keys(files).filter((path) => path.endsWith('.py')),
        read: (path) => Promise.resolve({ path, bytes: bytesOf(path) }),
        fingerprint: () => Promise.resolve(new Map(Object.entries(files))),
        changedLines: () => Promise.resolve(new Map()),
        ...tree,
      }),
  };
}
