import { TinybugError } from '../../shared/error-code.ts';
import type { Run } from '../../shared/run.ts';
import type { RawSourceFile, SourceRequest, SourceTree } from '../ci/source-provider.ts';
import { choosePaths } from '../planning/source-paths.ts';
import type { RunAtHand } from './activity-dependencies.ts';

/** The tree of a run whose settings are complete, with the files to mutate. */
export interface MeasuredSource {
  readonly tree: SourceTree;
  readonly paths: readonly string[];
}

/** The tree of a run: from when its commit is known, always the same one. */
export async function describeSource({ store, run, repository }: RunAtHand): Promise<SourceRequest> {
  const revision = run.commit ?? run.revision;
  const patch = await store.findPatch(run.id);
  return {
    organisationId: store.organisationId,
    repository,
    ...(revision !== undefined && { revision }),
    ...(patch !== undefined && { patch }),
  };
}

/** @throws what opening a tree and `chooseMeasuredPaths` throw */
export async function openMeasuredSource(atHand: RunAtHand): Promise<MeasuredSource> {
  return chooseMeasuredPaths(atHand.run, await atHand.source.open(await describeSource(atHand)));
}

/** @throws TinybugError `no-python-files`, and `nothing-to-mutate` where no chosen file has a changed line */
export async function chooseMeasuredPaths(
  run: Pick<Run, 'settings' | 'since'>,
  tree: SourceTree,
): Promise<MeasuredSource> {
  const chosen = choosePaths(tree.paths, run.settings);
  if (run.since === undefined) return { tree, paths: chosen };
  const changedLines = await tree.changedLines(run.since);
  const paths = chosen.filter((path) => changedLines.has(path));
  if (paths.length > 0) return { tree, paths };
  throw new TinybugError(
    'nothing-to-mutate',
    `None of the ${chosen.length} measured files has changed since ${run.since}.`,
  );
}

/** Reads the files one after the other; one that has vanished meanwhile is left out. */
export async function* readSources(
  { tree, paths }: MeasuredSource,
  abortSignal: AbortSignal,
): AsyncGenerator<RawSourceFile> {
  for (const path of paths) {
    abortSignal.throwIfAborted();
    const file = await tree.read(path).catch(ignoreMissing);
    if (file !== undefined) yield file;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
