import type { Repository } from '../../shared/run.ts';

/** A Python file as it is on disk or in the commit. */
export interface RawSourceFile {
  /** Relative to the project's root, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The tree to measure, as far as the service needs it. */
export interface SourceTree {
  readonly commit: string | undefined;
  readonly isDirty: boolean;
  /** `pyproject.toml` and `tinybug.toml` where they are there, by name. */
  readonly settingsFiles: ReadonlyMap<string, string>;
  /** Every `.py` file that is neither ignored by git nor in a virtual environment, build or cache folder, by path; contents are read one by one. */
  readonly paths: readonly string[];
  read(path: string): Promise<RawSourceFile>;
  /**
   * Every file of the project that is not ignored, of any kind, when the tree was opened: SHA-256 of its present content by path.
   */
  fingerprint(): Promise<ReadonlyMap<string, string>>;
  /**
   * Lines changed since the revision, from 1, by path; a new file counts as changed from line 1 to its end.
   * @throws TinybugError `unknown-revision`
   */
  changedLines(since: string): Promise<ReadonlyMap<string, readonly (readonly [number, number])[]>>;
}

/** Which tree of a repository is meant. */
export interface SourceRequest {
  readonly organisationId: string;
  readonly repository: Repository;
  /** A branch, tag or commit; absent: what is in the folder, or the default branch. */
  readonly revision?: string | undefined;
  /** Changes on top of the revision that are not committed, as `git diff --binary` prints them. */
  readonly patch?: string | undefined;
}

/** Reads the tree of a repository and never executes any of it. */
export interface SourceProvider {
  /** @throws TinybugError `path-missing`, `path-not-a-folder`, `unknown-revision` */
  open(source: SourceRequest): Promise<SourceTree>;
}
