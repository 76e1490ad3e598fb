import { setTimeout as pause } from 'node:timers/promises';
import type { MirrorGit } from './mirror-git.ts';
import type { BranchUpdate } from './repository-mirror.ts';

/** Remembers between pushes what the repository allows. */
export interface PushPace {
  /** Branches in one push; a repository may allow fewer. */
  largestPush: number;
  /** When branches were pushed lately: moment in ms and how many. */
  recent: { at: number; count: number }[];
}

/** GitHub blocks the start of more CI runs than 500 in ten seconds. */
const MOST_IN_WINDOW = 400;
const WINDOW_MS = 10_000;
export const createPushPace = (): PushPace => ({ largestPush: 200, recent: [] });

const OWN_BRANCH = /^tinybug\/[A-Za-z0-9][A-Za-z0-9._/-]*$/;

/** @throws Error for a branch that is not below `tinybug/`, before anything is pushed */
function requireOwnBranch(branch: string): void {
  const isPlain = OWN_BRANCH.test(branch) && !/\.\.|\/\/|\/\.|\.lock(?:\/|$)|[./]$/.test(branch);
  if (!isPlain) throw new Error(`${JSON.stringify(branch)} is not a branch of Tinybug's`);
}

/** Reasons by branch of those that were refused. */
export async function pushBranches(
  git: MirrorGit,
  pace: PushPace,
  branches: readonly BranchUpdate[],
): Promise<Map<string, string>> {
  for (const { branch } of branches) requireOwnBranch(branch);
  const refspecs = branches.map(({ branch, commit }) => ({ branch, refspec: `+${commit}:refs/heads/${branch}` }));
  return pushInParts(git, pace, refspecs);
}

export async function deleteBranches(git: MirrorGit, pace: PushPace, branches: readonly string[]): Promise<void> {
  if (branches.length === 0) return;
  for (const branch of branches) requireOwnBranch(branch);
  const present = new Set(await listOwnBranches(git));
  const refspecs = branches
    .filter((branch) => present.has(branch))
    .map((branch) => ({ branch, refspec: `:refs/heads/${branch}` }));
  const refused = await pushInParts(git, pace, refspecs);
  const [first] = [...refused].filter(([, reason]) => !/does not exist|not found/i.test(reason));
  if (first) throw new Error(`${refused.size} branches could not be removed; ${first[0]}: ${first[1]}`);
}

async function listOwnBranches(git: MirrorGit): Promise<string[]> {
  const { stdout } = await git.remote(['ls-remote', '--quiet', 'origin', '--', 'refs/heads/tinybug/*']);
  return stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line) => line.split('\t')[1]?.replace(/^refs\/heads\//, '') ?? []);
}

interface Update {
  readonly branch: string;
  readonly refspec: string;
}

/**
 * Where every branch of a push is refused, the repository may limit how many one push may hold: then it is tried in halves.
 */
async function pushInParts(git: MirrorGit, pace: PushPace, updates: readonly Update[]): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  let left = updates;
  while (left.length > 0) {
    const part = left.slice(0, pace.largestPush);
    await waitForRoom(pace, part.length);
    const answer = await pushOnce(git, part);
    if (answer.size === part.length && part.length > 1) {
      pace.largestPush = Math.ceil(part.length / 2);
      continue;
    }
    for (const [branch, reason] of answer) refused.set(branch, reason);
    left = left.slice(part.length);
    // What is refused for a single branch is refused for all of the kind: one try each would take for ever.
    const [reason] = answer.values();
    if (part.length === 1 && pace.largestPush === 1 && reason !== undefined) {
      for (const { branch } of left) refused.set(branch, reason);
      pace.largestPush = createPushPace().largestPush;
      return refused;
    }
  }
  return refused;
}

async function waitForRoom(pace: PushPace, count: number): Promise<void> {
  for (;;) {
    const now = Date.now();
    pace.recent = pace.recent.filter(({ at }) => now - at < WINDOW_MS);
    const used = pace.recent.reduce((sum, each) => sum + each.count, 0);
    const [oldest] = pace.recent;
    if (oldest === undefined || used + count <= MOST_IN_WINDOW) {
      pace.recent.push({ at: now, count });
      return;
    }
    await pause(oldest.at + WINDOW_MS - now);
  }
}

async function pushOnce(git: MirrorGit, part: readonly Update[]): Promise<Map<string, string>> {
  // Without negotiation, git sends the history again where the branch it came from has moved on.
  const options = ['-c', 'push.negotiate=true', 'push', '--porcelain', '--no-verify', 'origin'];
  const { exitCode, stdout, stderr } = await git.remote([...options, ...part.map(({ refspec }) => refspec)], {
    allowedExitCodes: [1],
  });
  const refused = parseRefusals(stdout.toString('utf8'), stderr);
  if (exitCode !== 0 && refused.size === 0) throw new Error(`git push failed: ${stderr.trim().slice(0, 2_000)}`);
  return refused;
}

const REFUSAL = /^!\t[^\t]*:refs\/heads\/([^\t]+)\t(.+)$/gm;

/** What a server says of its own rules stands on standard error, behind `remote:`. */
function parseRefusals(stdout: string, stderr: string): Map<string, string> {
  const remarks = [...stderr.matchAll(/^remote:\s*(\S.*)$/gm)].map(([, remark = '']) => remark.trim()).slice(0, 5);
  return new Map(
    [...stdout.matchAll(REFUSAL)].map(([, branch = '', summary = '']) => [branch, [summary, ...remarks].join('\n')]),
  );
}
