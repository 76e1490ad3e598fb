import pino from 'pino';
import type { ActivityDependencies } from '../../service/activities/activity-dependencies.ts';
import { enumerateMutants } from '../../service/activities/enumerate-mutants.ts';
import { prepareSource } from '../../service/activities/prepare-source.ts';
import { selectMutants } from '../../service/activities/select-mutants.ts';
import { startJob } from '../../service/activities/start-job.ts';
import type { SourceProvider } from '../../service/ci/source-provider.ts';
import { openDatabase } from '../../service/storage/open-database.ts';
import type { Database, Store, StoredTest } from '../../service/storage/store.ts';
import type { RunReference } from '../../service/workflows/messages.ts';
import type { RunEventPayload } from '../../shared/run-event.ts';
import type { RunRequest } from '../../shared/run.ts';
import { createFakeCi, createFakeSource, type FakeCi } from './fake-ci.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export const neverAborted = new AbortController().signal;

export async function openTestDatabase(): Promise<{ database: Database; close: () => Promise<void> }> {
  const temporary = await createTemporaryFolder();
  const database = await openDatabase({ kind: 'pglite', folder: temporary.folder }, MIGRATIONS_FOLDER);
  return {
    database,
    async close() {
      await database.close();
      await temporary.remove();
    },
  };
}

/** A project of one function, on one line, that one test covers. */
export const CALCULATOR = { 'calculator.py': 'def add(a, b):\n    return a + b\n' };

export const COVERING_TEST: StoredTest = {
  index: 0,
  id: 'test_calculator.py::test_add',
  cpuMs: 2,
  wallMs: 3,
  isFlaky: false,
  lines: { 'calculator.py': [[2, 2]] },
};

/** A new run in a real database, with a CI and a source tree in memory. */
export interface ActivityScene {
  readonly deps: ActivityDependencies;
  readonly ci: FakeCi;
  readonly store: Store;
  readonly reference: RunReference;
  /** Everything that was said of the run. */
  readonly events: () => Promise<RunEventPayload[]>;
}

export interface SceneOptions {
  readonly request?: Partial<RunRequest>;
  readonly source?: SourceProvider;
  readonly ci?: FakeCi;
}

let repositories = 0;

export async function createScene(database: Database, options: SceneOptions = {}): Promise<ActivityScene> {
  const { ci = createFakeCi(), source = createFakeSource(CALCULATOR), request = {} } = options;
  const organisation = await database.ensureOrganisation('activities', 'Activities');
  const store = database.storeOf(organisation.id);
  const location = `/projects/${(repositories += 1)}`;
  const repository = await store.registerRepository({ ciProvider: 'local', location, name: 'project' });
  const { run } = await store.createRun({ repositoryId: repository.id, settings: {}, ...request }, undefined);
  return {
    deps: {
      database,
      providers: new Map([['local', ci]]),
      sources: new Map([['local', source]]),
      now: () => new Date('2026-11-22T10:00:00.000Z'),
      logger: pino({ level: 'silent' }),
    },
    ci,
    store,
    reference: { organisationId: organisation.id, runId: run.id },
    events: async () => (await store.listEvents(run.id, 0, 1_000)).map(({ payload }) => payload),
  };
}

/** The same with its mutants chosen, all of them in one shard. */
export async function createSelectedScene(database: Database, options: SceneOptions = {}): Promise<ActivityScene> {
  const scene = await createScene(database, { ci: createFakeCi({}, { parallelJobs: 1 }), ...options });
  const { deps, reference, store } = scene;
  await prepareSource(deps, reference);
  await enumerateMutants(deps, reference, neverAborted);
  await store.saveBaseline(reference.runId, [COVERING_TEST], {});
  await selectMutants(deps, reference);
  return scene;
}

/** Starts a job of the shard 0, or of the baseline, and answers with its id. */
export async function startSceneJob({ deps, reference }: ActivityScene, shardIndex?: number): Promise<string> {
  const jobId = crypto.randomUUID();
  const shard = shardIndex === undefined ? {} : { shardIndex };
  await startJob(deps, { ...reference, jobId, workflowId: `run-${reference.runId}`, ...shard }, neverAborted);
  return jobId;
}
