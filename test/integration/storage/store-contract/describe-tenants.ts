import assert from 'node:assert/strict';
import type { Store } from '../../../../service/storage/store.ts';
import { createMutant, createResult } from '../../../helpers/create-mutant.ts';
import { listAllEvents, registerRepository, savePending, type StoreScene } from './store-scene.ts';

const JOB = { workflowId: 'workflow', shardIndex: 0 };
const SUMMARY = { enumerated: 1, suppressed: 0, selected: 1, noCoverage: 0 };
const LINES: Record<string, [number, number][]> = { 'a.py': [[1, 1]] };
const TEST = { index: 0, id: 'test', cpuMs: 1, wallMs: 1, isFlaky: false, lines: LINES };
const SOURCE = { path: 'a.py', text: 'a', sha256: 'a'.repeat(64) };

const UNMUTATED = { path: 'a.py', line: 1, reason: 'Imports are not mutated.' };

async function fill(store: Store, runId: string): Promise<void> {
  await savePending(store, runId, [createMutant()]);
  await store.saveSources(runId, [SOURCE]);
  await store.saveUnmutatedStatements(runId, [UNMUTATED]);
  await store.saveBaseline(runId, [TEST], LINES);
  await store.saveJob({ jobId: `job-${runId}`, runId, ...JOB });
  await store.withholdScore(runId, 'shard-missing');
}

export function describeTenants(scene: StoreScene): void {
  it('a store reads nothing of another organisation', async () => {
    const [{ store, run }, stranger] = await Promise.all([scene.newRun(), scene.newStore()]);
    await fill(store, run.id);
    assert.equal(await stranger.findRepository(run.repositoryId), undefined);
    assert.deepEqual(await stranger.listRepositories({ limit: 10 }), { items: [] });
    assert.equal(await stranger.findRun(run.id), undefined);
    assert.deepEqual(await stranger.listRuns({ limit: 10, repositoryId: run.repositoryId }), { items: [] });
    assert.deepEqual(await stranger.listWithheldReasons(run.id), []);
    assert.deepEqual(await stranger.listSources(run.id), []);
    assert.equal(await stranger.findSource(run.id, SOURCE.path), undefined);
    assert.deepEqual(await stranger.listTests(run.id), []);
    assert.deepEqual(await stranger.findImportLines(run.id), {});
    assert.deepEqual(await stranger.listStoredMutants(run.id), []);
    assert.deepEqual(await stranger.listMutants(run.id, { limit: 10 }), { items: [] });
    assert.deepEqual(await stranger.listUnmutatedStatements(run.id, { limit: 10 }), { items: [] });
    assert.deepEqual(await stranger.countUnmutatedStatements(run.id), []);
    assert.equal(await stranger.findMutant(run.id, createMutant().id), undefined);
    assert.equal(await stranger.findJob(`job-${run.id}`), undefined);
    assert.deepEqual(await stranger.listOpenJobs(run.id), []);
    assert.deepEqual(await listAllEvents(stranger, run.id), []);
  });

  it('a store writes nothing to another organisation', async () => {
    const [{ store, run }, stranger] = await Promise.all([scene.newRun(), scene.newRun().then((other) => other.store)]);
    await fill(store, run.id);
    const before = await snapshot(store, run.id);
    const notFound = { code: 'not-found' };
    await assert.rejects(stranger.createRun({ repositoryId: run.repositoryId, settings: {} }, undefined), notFound);
    await assert.rejects(stranger.updateRun(run.id, { status: 'Cancelled' }), notFound);
    await assert.rejects(stranger.appendEvents(run.id, [{ type: 'run-cancelled' }]), notFound);
    await assert.rejects(savePending(stranger, run.id, [createMutant({ id: 'e'.repeat(16) })]), notFound);
    await assert.rejects(stranger.saveUnmutatedStatements(run.id, [{ ...UNMUTATED, path: 'b.py' }]), notFound);
    await assert.rejects(stranger.recordResults(run.id, [createResult()]), notFound);
    const fate = { mutantId: createMutant().id, status: 'NoCoverage', coveredBy: [] } as const;
    await assert.rejects(stranger.saveSelection(run.id, [fate], SUMMARY), notFound);
    await assert.rejects(stranger.saveBaseline(run.id, [], {}), notFound);
    await assert.rejects(stranger.saveSources(run.id, [{ ...SOURCE, path: 'b.py' }]));
    await assert.rejects(stranger.withholdScore(run.id, 'canary-not-caught'));
    await assert.rejects(stranger.saveJob({ jobId: `other-job-${run.id}`, runId: run.id, ...JOB }));
    await stranger.saveJob({ jobId: `job-${run.id}`, runId: run.id, workflowId: 'stolen' }).catch(() => undefined);
    await stranger.updateJob(`job-${run.id}`, { outcome: 'cancelled' });
    assert.deepEqual(await snapshot(store, run.id), before);
  });

  it('a cursor of another organisation is invalid', async () => {
    const store = await scene.newStore();
    for (const location of ['/a', '/b']) await registerRepository(store, location);
    const { nextCursor } = await store.listRepositories({ limit: 1 });
    assert.ok(nextCursor);
    const stranger = await scene.newStore();
    await assert.rejects(stranger.listRepositories({ limit: 1, cursor: nextCursor }), { code: 'invalid-request' });
  });
}

const snapshot = async (store: Store, runId: string) => ({
  run: await store.findRun(runId),
  events: await listAllEvents(store, runId),
  mutants: await store.listStoredMutants(runId),
  sources: await store.listSources(runId),
  unmutated: await store.listUnmutatedStatements(runId, { limit: 10 }),
  tests: await store.listTests(runId),
  importLines: await store.findImportLines(runId),
  jobs: await store.listOpenJobs(runId),
  withheld: await store.listWithheldReasons(runId),
});
