import type { GithubAccess } from '../../github/github-api.ts';
import { splitFullName } from '../../github/repository-name.ts';
import { applyPatch } from './apply-patch.ts';
import { readAuthors } from './commit-authors.ts';
import { openCommitTree, type InMirror } from './commit-tree.ts';
import { evictMirrors } from './evict-mirrors.ts';
import { createMirrorGit, MirrorDamaged, type MirrorGit, type RemoteAddress } from './mirror-git.ts';
import {
  exclusively,
  makeRepository,
  mirrorFolderOf,
  noteUse,
  readGeneration,
  removeRepository,
  type MirrorFolder,
} from './mirror-folder.ts';
import { createPushPace, deleteBranches, pushBranches, type PushPace } from './push-branches.ts';
import { readBlobs } from './read-blobs.ts';
import type { RepositoryMirror, RepositoryMirrors } from './repository-mirror.ts';
import { requireCommit, resolveRevision } from './resolve-revision.ts';
import { findEntries, isRegularFile, listTree } from './tree-entries.ts';
import { writeCommits } from './write-commits.ts';

export interface MirrorOptions {
  /** Holds all mirrors, and nothing else. */
  readonly folder: string;
  /** Such as `https://github.com`. */
  readonly serverUrl: string;
  readonly access: Pick<GithubAccess, 'gitToken'>;
  /** Disk space for all mirrors together; those in use may exceed it. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 20 * 1024 ** 3;

export function createRepositoryMirrors(options: MirrorOptions): RepositoryMirrors {
  const { folder: root, serverUrl, access, maxBytes = DEFAULT_MAX_BYTES } = options;
  const paces = new Map<string, PushPace>();
  return {
    async open(organisationId, fullName) {
      splitFullName(fullName);
      const folder = mirrorFolderOf(root, organisationId, fullName);
      const address: RemoteAddress = {
        url: `${serverUrl.replace(/\/+$/, '')}/${fullName}.git`,
        fullName,
        token: (isRefused) => access.gitToken(organisationId, fullName, isRefused),
      };
      const endUse = await exclusively(folder, async () => {
        await makeRepository(folder);
        return noteUse(folder);
      });
      const pace = paces.get(folder.repository) ?? createPushPace();
      paces.set(folder.repository, pace);
      return createMirror(inFolder(folder, address), pace, endUse);
    },
    evict: () => evictMirrors(root, maxBytes),
  };
}

/** A mirror found damaged is made again, once, and the work done again. */
function inFolder(folder: MirrorFolder, address: RemoteAddress): InMirror {
  const git = createMirrorGit(folder.repository, address, (work) => exclusively(folder, work));
  return async <Result>(work: (git: MirrorGit) => Promise<Result>): Promise<Result> => {
    const generation = await readGeneration(folder);
    try {
      return await work(git);
    } catch (error) {
      const isGone = (await readGeneration(folder)) !== generation || generation === undefined;
      if (!isGone && !(error instanceof MirrorDamaged)) throw error;
      await exclusively(folder, async () => {
        // Another process may have made it again meanwhile.
        if ((await readGeneration(folder)) === generation) await removeRepository(folder);
        await makeRepository(folder);
      });
      return work(git);
    }
  };
}

const createMirror = (inMirror: InMirror, pace: PushPace, close: () => Promise<void>): RepositoryMirror => ({
  resolve: (revision) => inMirror((git) => resolveRevision(git, revision)),
  applyPatch: (commit, patch) => inMirror((git) => applyPatch(git, commit, patch)),
  tree: (commit, folder = '') => openCommitTree(inMirror, commit, folder),
  readFiles: (commit, paths) => inMirror((git) => readFiles(git, commit, paths)),
  listFiles: (commit, folder) =>
    inMirror(async (git) => {
      await requireCommit(git, commit);
      return (await listTree(git, commit, folder)).filter(({ mode }) => mode !== '160000').map(({ path }) => path);
    }),
  authorsOf: (commits) => inMirror((git) => readAuthors(git, commits)),
  commit: (changes) => inMirror((git) => writeCommits(git, changes)),
  push: async (branches) => ({ refused: await inMirror((git) => pushBranches(git, pace, branches)) }),
  deleteBranches: (branches) => inMirror((git) => deleteBranches(git, pace, branches)),
  close,
});

async function readFiles(
  git: MirrorGit,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  await requireCommit(git, commit);
  const entries = (await findEntries(git, commit, paths)).filter(isRegularFile);
  const contents = await readBlobs(
    git,
    entries.map(({ id }) => id),
  );
  return new Map(entries.map(({ path, id }) => [path, contents.get(id) ?? new Uint8Array()]));
}
