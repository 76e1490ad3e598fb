import { hasEnded } from '../../shared/run.ts';
import type { ActivityDependencies, RunAtHand } from './activity-dependencies.ts';

/** Removes what earlier runs of the repository could not remove. This run goes on where that fails. */
export async function removeLeftovers(
  { logger }: ActivityDependencies,
  { store, run, repository, provider }: RunAtHand,
): Promise<void> {
  const place = { organisationId: store.organisationId, repository };
  try {
    for (const runId of await provider.findRemains(place)) {
      const earlier = runId === run.id ? undefined : await store.findRun(runId);
      if (earlier?.repositoryId !== repository.id || !hasEnded(earlier.status)) continue;
      await provider.cleanUp({ ...place, runId });
      logger.info({ runId, repository: repository.name }, 'What an earlier run had left behind was removed');
    }
  } catch (error) {
    logger.warn({ err: error, repository: repository.name }, 'What earlier runs left behind could not be removed');
  }
}
