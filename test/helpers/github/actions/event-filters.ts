import { matchesPatterns } from './filter-pattern.ts';
import type { Filters, WorkflowFile } from './workflow-file.ts';

/** Commit messages with one of these start no run for a push or a pull request. */
const SKIP_MARKS = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'];
const DEFAULT_PULL_REQUEST_TYPES = ['opened', 'synchronize', 'reopened'];

export interface PushEvent {
  readonly ref: string;
  readonly changedFiles: () => Promise<readonly string[]>;
}

export interface PullRequestEvent {
  readonly action: string;
  readonly baseBranch: string;
  readonly changedFiles: () => Promise<readonly string[]>;
}

export const skipsCi = (message: string): boolean =>
  SKIP_MARKS.some((mark) => message.includes(mark)) || /^skip-checks: *true$/m.test(message);

export async function startsOnPush({ events }: WorkflowFile, push: PushEvent): Promise<boolean> {
  const filters = events.push;
  if (filters === undefined) return false;
  return matchesRef(filters, push.ref) && matchesPaths(filters, push.changedFiles);
}

export async function startsOnPullRequest({ events }: WorkflowFile, event: PullRequestEvent): Promise<boolean> {
  const filters = events.pull_request;
  if (filters === undefined) return false;
  if (!(filters.types ?? DEFAULT_PULL_REQUEST_TYPES).includes(event.action)) return false;
  return matchesRef(filters, `refs/heads/${event.baseBranch}`) && matchesPaths(filters, event.changedFiles);
}

/** A workflow that names only branches does not run for tags, and the other way round. */
function matchesRef(filters: Filters, ref: string): boolean {
  const hasBranchFilter = filters.branches !== undefined || filters['branches-ignore'] !== undefined;
  const hasTagFilter = filters.tags !== undefined || filters['tags-ignore'] !== undefined;
  if (ref.startsWith('refs/tags/'))
    return hasTagFilter
      ? passes(ref.slice('refs/tags/'.length), filters.tags, filters['tags-ignore'])
      : !hasBranchFilter;
  const branch = ref.slice('refs/heads/'.length);
  return hasBranchFilter ? passes(branch, filters.branches, filters['branches-ignore']) : !hasTagFilter;
}

const passes = (
  name: string,
  wanted: readonly string[] | undefined,
  ignored: readonly string[] | undefined,
): boolean => (wanted === undefined ? !matchesPatterns(name, ignored ?? []) : matchesPatterns(name, wanted));

async function matchesPaths(filters: Filters, changedFiles: () => Promise<readonly string[]>): Promise<boolean> {
  const { paths, 'paths-ignore': ignored } = filters;
  if (paths === undefined && ignored === undefined) return true;
  const files = await changedFiles();
  if (paths !== undefined) return files.some((file) => matchesPatterns(file, paths));
  return files.some((file) => !matchesPatterns(file, ignored ?? []));
}
