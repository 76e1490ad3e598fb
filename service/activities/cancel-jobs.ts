import type { RunReference } from '../workflows/messages.ts';
import { loadRun, type ActivityDependencies } from './activity-dependencies.ts';

/** Stops every job of the run that has not ended; when it resolves, their tests are gone. */
export async function cancelJobs(deps: ActivityDependencies, reference: RunReference): Promise<void> {
  const { store, provider } = await loadRun(deps, reference);
  const jobs = await store.listOpenJobs(reference.runId);
  await Promise.all(
    jobs.map(async ({ jobId, handle }) => {
      if (handle !== undefined) await provider.cancel(jobId, handle);
      await store.updateJob(jobId, { outcome: 'cancelled' });
    }),
  );
}
