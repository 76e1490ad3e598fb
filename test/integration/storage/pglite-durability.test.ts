import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TinybugError } from '../../../shared/error-code.ts';
import { countStatuses } from '../../../shared/mutation-score.ts';
import { openDatabase } from '../../../service/storage/open-database.ts';
import type { Database } from '../../../service/storage/store.ts';
import { createMutants } from '../../helpers/create-mutant.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';
import { countTo, createStoreScene, listAllEvents, savePending } from './store-contract/store-scene.ts';

const RECORDER = fileURLToPath(new URL('record-results-for-ever.ts', import.meta.url));
const KILLS = 3;

describe('openDatabase on PGlite', () => {
  let temporary: Awaited<ReturnType<typeof createTemporaryFolder>>;
  before(async () => {
    temporary = await createTemporaryFolder();
  });
  after(() => temporary.remove());

  const open = (folder: string): Promise<Database> => openDatabase({ kind: 'pglite', folder }, MIGRATIONS_FOLDER);

  it('keeps every acknowledged result, and each once, when the process is killed with SIGKILL again and again', async () => {
    const folder = join(temporary.folder, 'killed', 'database');
    const { organisationId, runId } = await prepareRun(await open(folder));
    const acknowledged: string[] = [];
    for (const kill of countTo(KILLS)) {
      acknowledged.push(...(await recordUntilKilled([folder, organisationId, runId], kill * 40)));
      const database = await open(folder);
      const store = database.storeOf(organisationId);
      const stored = await store.listStoredMutants(runId);
      const recorded = stored.filter(({ status }) => status === 'Survived').map(({ mutant }) => mutant.id);
      assert.deepEqual(
        acknowledged.filter((id) => !recorded.includes(id)),
        [],
      );
      const events = await listAllEvents(store, runId);
      assert.deepEqual(
        events.map(({ sequence }) => sequence),
        countTo(events.length),
      );
      const told = events.flatMap(({ payload }) => (payload.type === 'mutant-finished' ? [payload.mutant.id] : []));
      assert.deepEqual(told, recorded);
      assert.deepEqual((await store.findRun(runId))?.counts, countStatuses(stored.map(({ status }) => status)));
      await database.close();
    }
    assert.ok(acknowledged.length >= KILLS * 40);
  }).timeout(120_000);

  it('throws database-unavailable, naming the folder, where the folder cannot be a database', async () => {
    const file = join(temporary.folder, 'file');
    await writeFile(file, 'not a folder');
    const broken = join(temporary.folder, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'PG_VERSION'), '9.1\n');
    for (const folder of [file, join(file, 'below'), broken]) {
      const error: unknown = await open(folder).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof TinybugError);
      assert.equal(error.code, 'database-unavailable');
      assert.ok(error.message.startsWith(`The database in ${folder} cannot be opened: `), error.message);
    }
  });
});

async function prepareRun(database: Database): Promise<{ organisationId: string; runId: string }> {
  const { store, run } = await createStoreScene(() => [database, database]).newRun();
  await savePending(store, run.id, createMutants(5000));
  await database.close();
  return { organisationId: store.organisationId, runId: run.id };
}

/** Kills the recorder in the middle of its work, after so many acknowledgements, and gives all that were read. */
async function recordUntilKilled(args: readonly string[], count: number): Promise<string[]> {
  const recorder = spawn(process.execPath, ['--import', 'tsx', RECORDER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(recorder, 'exit');
  const ids: string[] = [];
  for await (const id of createInterface(recorder.stdout)) {
    ids.push(id);
    if (ids.length === count) recorder.kill('SIGKILL');
  }
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  return ids;
}
