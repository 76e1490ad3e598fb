import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '../../../service/storage/open-database.ts';
import { createMutant, createResult } from '../../helpers/create-mutant.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';
import { createStoreScene, listAllEvents, savePending } from './store-contract/store-scene.ts';

const run = promisify(execFile);

/** Needs a disk that can be filled: a file system in memory, which only root may mount. */
describe('openDatabase on PGlite, when the disk is full', () => {
  let temporary: Awaited<ReturnType<typeof createTemporaryFolder>>;
  let isMounted = false;
  before(async function () {
    temporary = await createTemporaryFolder();
    isMounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', temporary.folder]).then(
      () => true,
      () => false,
    );
    if (!isMounted) this.skip();
  });
  after(async () => {
    if (isMounted) await run('umount', [temporary.folder]);
    await temporary.remove();
  });

  it('throws disk-full on writing and on opening, still reads, and has every result when there is room again', async () => {
    const options = { kind: 'pglite', folder: join(temporary.folder, 'database') } as const;
    const database = await openDatabase(options, MIGRATIONS_FOLDER);
    const { store, run: measured } = await createStoreScene(() => [database, database]).newRun();
    await savePending(store, measured.id, [createMutant()]);
    await store.recordResults(measured.id, [createResult()]);
    const filler = join(temporary.folder, 'filler');
    const { bavail, bsize } = await statfs(temporary.folder);
    await writeFile(filler, Buffer.alloc(bavail * bsize - 1_000_000));
    await assert.rejects(store.appendEvents(measured.id, [{ type: 'run-cancelled' }]), { code: 'disk-full' });
    await assert.rejects(store.saveSources(measured.id, [{ path: 'a.py', text: '', sha256: '' }]), {
      code: 'disk-full',
    });
    const events = await listAllEvents(store, measured.id);
    assert.equal(events.length, 2);
    await database.close();
    await assert.rejects(openDatabase(options, MIGRATIONS_FOLDER), { code: 'disk-full' });
    await truncate(filler);
    const again = await openDatabase(options, MIGRATIONS_FOLDER);
    assert.deepEqual(await listAllEvents(again.storeOf(store.organisationId), measured.id), events);
    await again.close();
  });
});
