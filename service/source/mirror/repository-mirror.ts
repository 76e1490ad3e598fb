import type { SourceTree } from '../../ci/source-provider.ts';

/** The bare, blobless clones that this machine keeps, one per repository and organisation. */
export interface RepositoryMirrors {
  /**
   * The mirror of a repository, made where it is not there yet. It is in use, and so never evicted, until it is closed.
   *
   * @param fullName `owner/name`
   */
  open(organisationId: string, fullName: string): Promise<RepositoryMirror>;
  /** Removes the mirrors used longest ago until the rest fits the space; never one in use, by whichever process. */
  evict(): Promise<void>;
}

export interface RepositoryMirror {
  /**
   * Fetches what is missing; resolves a branch, tag or commit to a commit.
   *
   * @throws TinybugError `unknown-revision`
   */
  resolve(revision: string): Promise<string>;
  /**
   * A commit of the mirror with the patch on top, or the commit itself where the patch is empty. The same commit and
   * patch give the same commit again.
   *
   * @throws TinybugError `patch-does-not-apply`
   */
  applyPatch(commit: string, patch: string): Promise<string>;
  /**
   * The tree of a commit as the service reads it, without a work tree.
   *
   * @param folder The project's folder inside the repository, forward slashes; its root where it is not given.
   */
  tree(commit: string, folder?: string): Promise<SourceTree>;
  /** Contents of any files of a commit, whatever their kind; a path that is not there is not in the answer. */
  readFiles(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Paths of the files below a folder of a commit, in git's order. */
  listFiles(commit: string, folder: string): Promise<readonly string[]>;
  /** Addresses of the authors, by commit. */
  authorsOf(commits: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Writes one commit per change set on top of its parent, in one process; the same change sets give the same commits again. */
  commit(changes: readonly ChangeSet[]): Promise<readonly string[]>;
  /**
   * Creates or moves branches in one push, or few; never touches a branch that does not begin with `tinybug/`.
   * Refused ones are told by name, with git's reason.
   */
  push(branches: readonly BranchUpdate[]): Promise<{ readonly refused: ReadonlyMap<string, string> }>;
  /** A branch that is gone already is no error. */
  deleteBranches(branches: readonly string[]): Promise<void>;
  /** From here on the mirror may be evicted. */
  close(): Promise<void>;
}

export interface ChangeSet {
  readonly parent: string;
  readonly files: readonly ChangedFile[];
  readonly message: string;
}

export interface ChangedFile {
  /** From the repository's root, forward slashes. */
  readonly path: string;
  /** The whole new content; `undefined` removes the file. */
  readonly content: Uint8Array | undefined;
  /** As it was before where it is not given; a new file is not executable. */
  readonly isExecutable?: boolean;
}

export interface BranchUpdate {
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly commit: string;
}
