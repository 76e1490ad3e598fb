import type { RunReference } from '../workflows/messages.ts';
import { loadJob, loadOpenRun, type ActivityDependencies } from './activity-dependencies.ts';

/** Whether a job has ended, however it ended. */
export async function pollJob(
  deps: ActivityDependencies,
  { jobId, ...reference }: RunReference & { readonly jobId: string },
): Promise<{ hasEnded: boolean }> {
  const { store, provider } = await loadOpenRun(deps, reference);
  const { handle } = await loadJob(store, jobId);
  if (handle === undefined) return { hasEnded: true };
  const { state } = await provider.poll(jobId, handle);
  return { hasEnded: state !== 'queued' && state !== 'running' };
}
