import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { StoreScene } from './store-scene.ts';

export function describeJobs(scene: StoreScene): void {
  it('saveJob keeps a job once, and updateJob its handle and outcome', async () => {
    const { store, run } = await scene.newRun();
    const job = { jobId: `job-${randomUUID()}`, runId: run.id, shardIndex: 0, workflowId: `run-${run.id}` };
    const baseline = { jobId: `job-${randomUUID()}`, runId: run.id, workflowId: `run-${run.id}` };
    const { organisationId } = store;
    await store.saveJob(job);
    await store.saveJob(baseline);
    assert.deepEqual(await store.findJob(job.jobId), { ...job, organisationId });
    assert.deepEqual(await store.listOpenJobs(run.id), [
      { ...job, organisationId },
      { ...baseline, organisationId },
    ]);
    const handle = { pid: 123, folder: '/somewhere' };
    await store.updateJob(job.jobId, { handle });
    await store.saveJob(job);
    assert.deepEqual(await store.findJob(job.jobId), { ...job, organisationId, handle });
    await store.updateJob(job.jobId, { outcome: 'lost' });
    assert.deepEqual(await store.findJob(job.jobId), { ...job, organisationId, handle, outcome: 'lost' });
    assert.deepEqual(await store.listOpenJobs(run.id), [{ ...baseline, organisationId }]);
    assert.equal(await store.findJob('unknown'), undefined);
  });

  it('Database.findJob and Database.listOpenJobs know the jobs of all organisations', async () => {
    const [database] = scene.databases();
    const runs = await Promise.all([scene.newRun(), scene.newRun()]);
    for (const { store, run } of runs)
      await store.saveJob({ jobId: `job-of-${run.id}`, runId: run.id, workflowId: 'w' });
    const openIds = new Set((await database.listOpenJobs()).map(({ jobId }) => jobId));
    for (const { store, run } of runs) {
      assert.ok(openIds.has(`job-of-${run.id}`));
      assert.equal((await database.findJob(`job-of-${run.id}`))?.organisationId, store.organisationId);
    }
  });
}
