import { TinybugError } from '../../shared/error-code.ts';
import type { Run } from '../../shared/run.ts';
import type { RawSourceFile, SourceTree } from '../ci/source-provider.ts';
import { choosePaths } from '../planning/source-paths.ts';
import type { RunAtHand } from './activity-dependencies.ts';

/** The tree of a run whose settings are complete, with the files to mutate. */
export interface MeasuredSource {
  readonly tree: SourceTree;
  readonly paths: readonly string[];
}

/** @throws what opening a tree and `chooseMeasuredPaths` throw */
export async function openMeasuredSource({ run, repository, source }: RunAtHand): Promise<MeasuredSource> {
  return chooseMeasuredPaths(run, await source.open(repository));
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
