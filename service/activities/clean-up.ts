import type { RunReference } from '../workflows/messages.ts';
import { loadRun, type ActivityDependencies } from './activity-dependencies.ts';

/** Removes what the run left behind in its CI. */
export async function cleanUp(deps: ActivityDependencies, reference: RunReference): Promise<void> {
  const { provider, repository } = await loadRun(deps, reference);
  await provider.cleanUp({ ...reference, repository });
}
