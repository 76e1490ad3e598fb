import { join } from 'node:path';
import { pino } from 'pino';
import { createActivities } from '../../service/activities/create-activities.ts';
import { createJobListener } from '../../service/activities/record-live.ts';
import { createLocalCiProvider } from '../../service/ci/local/local-ci-provider.ts';
import { createWorkingTreeSource } from '../../service/source/working-tree.ts';
import type { StoredMutant } from '../../service/storage/store.ts';
import { createTemporalRunControl } from '../../service/temporal/temporal-run-control.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';
import { openTestDatabase } from './activity-scene.ts';
import { startRealTemporal } from './temporal-real-server.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export interface MeasuredRun {
  readonly run: Run;
  readonly mutants: readonly StoredMutant[];
}

/** A run of a project's folder by the `local` provider, in a service of its own, for others to be compared with. */
export async function measureLocally(projectFolder: string, settings: Settings): Promise<MeasuredRun> {
  const { folder, remove } = await createTemporaryFolder();
  const { database, close: closeDatabase } = await openTestDatabase();
  const temporal = await startRealTemporal();
  const logger = pino({ level: process.env['TINYBUG_TEST_LOG'] ?? 'silent' });
  const runControl = createTemporalRunControl(temporal.client);
  const provider = createLocalCiProvider({
    jobsFolder: join(folder, 'jobs'),
    cacheFolder: join(folder, 'cache'),
    runnerFolder: join(import.meta.dirname, '..', '..', 'runner', 'src'),
    listener: createJobListener({ database, runControl, logger }),
    environment: process.env,
    logger,
  });
  const worker = await temporal.startWorker(
    createActivities({
      database,
      providers: new Map([['local', provider]]),
      sources: new Map([['local', createWorkingTreeSource()]]),
      now: () => new Date(),
      logger,
    }),
  );
  try {
    const organisation = await database.ensureOrganisation('local', 'Local');
    const store = database.storeOf(organisation.id);
    const name = 'measured locally';
    const repository = await store.registerRepository({ ciProvider: 'local', location: projectFolder, name });
    const { run } = await store.createRun({ repositoryId: repository.id, settings }, undefined);
    await runControl.start(organisation.id, run.id);
    for (;;) {
      const current = await store.findRun(run.id);
      if (current !== undefined && hasEnded(current.status))
        return { run: current, mutants: await store.listStoredMutants(run.id) };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await worker.stop();
    await provider.close();
    await temporal.close();
    await closeDatabase();
    await remove();
  }
}
