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
  const known = new Map((await store.listSources(run.id)).map(({ path, sha256 }) => [path, sha256]));
  for await (const file of readSources(await openMeasuredSource(atHand), abortSignal)) {
    const found = enumerateFile(file, { mutators: run.settings.mutators });
    if (found.kind === 'enumerated') await saveFile(atHand, found, known.get(file.path));
    else await store.appendEvents(run.id, [{ type: 'file-skipped', path: found.path, reason: found.reason }]);
    // Parsing holds the event loop; in between, events and answers go out.
    await nextTurn();
  }
}

/** Where an earlier attempt has stored another text, the file was edited meanwhile: then the run keeps to that text. */
async function saveFile(
  { store, run }: RunAtHand,
  { path, text, sha256, mutants, suppressed }: EnumeratedFile,
  storedSha256: string | undefined,
): Promise<void> {
  if (storedSha256 !== undefined && storedSha256 !== sha256) return;
  await store.saveSources(run.id, [{ path, text, sha256 }]);
  await store.saveMutants(run.id, [
    ...mutants.map((mutant) => ({ mutant, status: 'Pending' as const })),
    ...suppressed.map(({ mutant, reason }) => ({ mutant, status: 'Ignored' as const, statusReason: reason })),
  ]);
}
