import { setImmediate as nextTurn } from 'node:timers/promises';
import { enumerateMutants as enumerateFile, type EnumeratedFile } from '../mutators/enumerate-mutants.ts';
import type { RunReference } from '../workflows/messages.ts';
import { loadOpenRun, type ActivityDependencies, type RunAtHand } from './activity-dependencies.ts';
import { openMeasuredSource, readSources } from './open-source.ts';

/** Proposes the mutants of every file and stores them with the text they belong to. */
export async function enumerateMutants(
  deps: ActivityDependencies,
  reference: RunReference,
  abortSignal: AbortSignal,
): Promise<void> {
  const atHand = await loadOpenRun(deps, reference);
  const { store, run } = atHand;
  const known = new Set((await store.listSources(run.id)).map(({ path }) => path));
  for await (const file of readSources(await openMeasuredSource(atHand), abortSignal)) {
    if (known.has(file.path)) continue;
    const found = enumerateFile(file, { mutators: run.settings.mutators });
    if (found.kind === 'enumerated') await saveFile(atHand, found);
    else await store.appendEvents(run.id, [{ type: 'file-skipped', path: found.path, reason: found.reason }]);
    // Parsing holds the event loop; in between, events and answers go out.
    await nextTurn();
  }
}

/** The source last: a file whose source is stored is done, should the activity be started again. */
async function saveFile(
  { store, run }: RunAtHand,
  { path, text, sha256, mutants, suppressed }: EnumeratedFile,
): Promise<void> {
  await store.saveMutants(run.id, [
    ...mutants.map((mutant) => ({ mutant, status: 'Pending' as const })),
    ...suppressed.map(({ mutant, reason }) => ({ mutant, status: 'Ignored' as const, statusReason: reason })),
  ]);
  await store.saveSources(run.id, [{ path, text, sha256 }]);
}
