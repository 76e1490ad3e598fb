import { setImmediate as nextTurn } from 'node:timers/promises';
import { enumerateMutants as enumerateFile, type EnumeratedFile } from '../mutators/enumerate-mutants.ts';
import type { UnknownName } from '../mutators/suppression/unknown-names.ts';
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
  { path, text, sha256, mutants, suppressed, notMutated, unknownNames }: EnumeratedFile,
  storedSha256: string | undefined,
): Promise<void> {
  if (storedSha256 !== undefined && storedSha256 !== sha256) return;
  await store.saveSources(run.id, [{ path, text, sha256 }]);
  await store.saveMutants(run.id, [
    ...mutants.map((mutant) => ({ mutant, status: 'Pending' as const })),
    ...suppressed.map(({ mutant, reason }) => ({ mutant, status: 'Ignored' as const, statusReason: reason })),
  ]);
  await store.saveUnmutatedStatements(
    run.id,
    notMutated.map((statement) => ({ path, ...statement })),
  );
  for (const unknown of unknownNames) {
    await store.appendNoticeOnce(run.id, {
      type: 'notice',
      level: 'warning',
      message: describeUnknownName(path, unknown),
    });
  }
}

function describeUnknownName(path: string, { name, line, nearest }: UnknownName): string {
  if (name === '') return `${path}:${line}: "ignore[]" names no mutator, so it ignores nothing.`;
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return `${path}:${line}: a comment says to ignore "${name}", and no mutator has this name.${meant}`;
}
