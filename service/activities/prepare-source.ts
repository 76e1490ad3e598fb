import { MUTATOR_NAMES } from '../mutators/registry.ts';
import { checkMutatorNames, mergeSettings, readSettings } from '../planning/read-settings.ts';
import type { RunReference } from '../workflows/messages.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { loadOpenRun, refuseEndedRun, type ActivityDependencies } from './activity-dependencies.ts';
import { chooseMeasuredPaths, describeSource } from './open-source.ts';

/**
 * Settles what is measured, and finds out early what only the user can mend: the project's settings under the request's,
 * the files, the commit.
 */
export async function prepareSource(deps: ActivityDependencies, reference: RunReference): Promise<void> {
  const atHand = await loadOpenRun(deps, reference);
  const { store, run } = atHand;
  if (run.status === 'Queued') {
    await store.updateRun(run.id, { status: 'Running', phase: 'source' }, [{ type: 'phase-started', phase: 'source' }]);
  }
  await removeLeftovers(deps, atHand);
  const source = await describeSource(atHand);
  const tree = await atHand.source.open(source);
  const { commit, isDirty, settingsFiles } = tree;
  const settings = mergeSettings(readSettings(settingsFiles, MUTATOR_NAMES), run.settings);
  checkMutatorNames(settings, MUTATOR_NAMES, 'the request');
  await chooseMeasuredPaths({ ...run, settings }, tree);
  // How a CI measures is settled once: it may depend on what is installed there meanwhile.
  const { strategy } = await atHand.provider.capacity(source, settings);
  const isOpen = await store.updateRun(
    run.id,
    {
      settings: { ...settings, ...(strategy !== undefined && { strategy }) },
      isDirty,
      phase: 'baseline',
      ...(commit !== undefined && { commit }),
    },
    [{ type: 'phase-started', phase: 'baseline' }],
  );
  if (!isOpen) refuseEndedRun(run.id);
}
