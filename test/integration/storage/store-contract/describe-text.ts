import assert from 'node:assert/strict';
import { createEvidence, createMutant, createResult } from '../../../helpers/create-mutant.ts';
import { listAllEvents, savePending, type StoreScene } from './store-scene.ts';

/** A NUL character, half a surrogate pair, and what must stay: an escape written out, a whole pair, quotes. */
const HOSTILE = 'a\0b\ud800c \\u0000 \\ud800 🐛 " \' {} \\';
const KEPT = 'a\ufffdb\ufffdc \\u0000 \\ud800 🐛 " \' {} \\';

export function describeText(scene: StoreScene): void {
  it('text that Postgres cannot keep is stored with U+FFFD in its place, wherever it comes in', async () => {
    const { store, run } = await scene.newRun();
    await savePending(store, run.id, [createMutant({ original: HOSTILE, functionName: HOSTILE })]);
    const killingTest = { id: HOSTILE, exception: HOSTILE, message: HOSTILE, phase: 'call' } as const;
    const result = createResult({
      status: 'Killed',
      statusReason: HOSTILE,
      killedBy: [HOSTILE],
      evidence: createEvidence({ killingTest }),
    });
    assert.equal(await store.recordResults(run.id, [result]), 1);
    await store.saveSources(run.id, [{ path: HOSTILE, text: HOSTILE, sha256: 'a' }]);
    await store.saveBaseline(
      run.id,
      [{ index: 0, id: HOSTILE, cpuMs: 0, wallMs: 0, isFlaky: false, lines: { ab: [[1, 1]] } }],
      {},
    );
    await store.updateRun(run.id, { commit: HOSTILE, settings: { paths: [HOSTILE] } }, [
      { type: 'notice', level: 'info', message: HOSTILE },
    ]);
    const stored = await store.findMutant(run.id, createMutant().id);
    assert.equal(stored?.mutant.original, KEPT);
    assert.equal(stored.mutant.functionName, KEPT);
    const kept = createEvidence({ killingTest: { id: KEPT, exception: KEPT, message: KEPT, phase: 'call' } });
    assert.deepEqual(
      stored.result,
      createResult({ status: 'Killed', statusReason: KEPT, killedBy: [KEPT], evidence: kept }),
    );
    assert.deepEqual(await store.findSource(run.id, HOSTILE), { path: KEPT, text: KEPT, sha256: 'a' });
    assert.equal((await store.listTests(run.id))[0]?.id, KEPT);
    const after = await store.findRun(run.id);
    assert.deepEqual([after?.commit, after?.settings], [KEPT, { paths: [KEPT] }]);
    assert.deepEqual((await listAllEvents(store, run.id)).at(-1)?.payload, {
      type: 'notice',
      level: 'info',
      message: KEPT,
    });
  });
}
