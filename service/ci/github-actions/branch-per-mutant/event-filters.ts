/** Whether an event starts a workflow, by the filters under its `on:`. */
import { isLetThrough } from '../workflows/filter-pattern.ts';
import type { EventFilter, WorkflowDocument } from '../workflows/workflow-document.ts';
import type { KnownContext } from '../workflows/condition.ts';

export type TriggerEvent = 'push' | 'pull_request' | 'workflow_dispatch';

/** One branch with one change. */
export interface ChangeToRun {
  readonly branch: string;
  readonly defaultBranch: string;
  /** Such as `owner/name`. */
  readonly repository: string;
}

/** Why the event does not start the workflow, as the end of a sentence; undefined where it does. */
export function findObstacle(
  workflow: WorkflowDocument,
  event: TriggerEvent,
  change: ChangeToRun,
  path: string,
): string | undefined {
  const filter = workflow.on[event];
  if (filter === undefined) return undefinedEvent(workflow, event);
  if (event === 'workflow_dispatch') return findInputObstacle(filter);
  if (event === 'push') return findBranchObstacle(filter, change.branch, 'pushes to') ?? findPathObstacle(filter, path);
  // A draft that is opened; nobody says later that it is ready.
  if (filter.types !== undefined && !filter.types.includes('opened'))
    return `it waits for pull requests that are ${filter.types.join(', ')}, not opened`;
  return findBranchObstacle(filter, change.defaultBranch, 'pull requests into') ?? findPathObstacle(filter, path);
}

function undefinedEvent(workflow: WorkflowDocument, event: TriggerEvent): string {
  const names = Object.keys(workflow.on).join(', ');
  return `it is not started by ${event}, but by ${names === '' ? 'nothing' : names}`;
}

function findBranchObstacle(filter: EventFilter, branch: string, what: string): string | undefined {
  const { branches, tags } = filter;
  const ignored = filter['branches-ignore'];
  if (branches !== undefined)
    return isLetThrough(branches, branch) ? undefined : `it takes ${what} ${branches.join(', ')} only`;
  if (ignored !== undefined) return isLetThrough(ignored, branch) ? `it ignores ${what} ${branch}` : undefined;
  // Tags alone leave no branch.
  return what === 'pushes to' && (tags ?? filter['tags-ignore']) !== undefined
    ? 'it takes pushes of tags only'
    : undefined;
}

function findPathObstacle(filter: EventFilter, path: string): string | undefined {
  const ignored = filter['paths-ignore'];
  if (filter.paths !== undefined && !isLetThrough(filter.paths, path))
    return `a change of ${path} is not among its paths`;
  if (ignored !== undefined && isLetThrough(ignored, path)) return `it ignores changes of ${path}`;
  return undefined;
}

function findInputObstacle({ inputs }: EventFilter): string | undefined {
  const missing = Object.entries(inputs ?? {}).filter(
    ([, input]) => input?.required === true && (input.default === undefined || input.default === null),
  );
  if (missing.length === 0) return undefined;
  return `it needs inputs that nobody but you can fill in: ${missing.map(([name]) => name).join(', ')}`;
}

/** A pull request's own branch of both sides merged; its number is not known yet. */
const MERGED_REF = 'refs/pull/0/merge';

/** What is known of an event before it happens. */
export function knownContext(event: TriggerEvent, change: ChangeToRun): KnownContext {
  const { branch, defaultBranch, repository } = change;
  const isPull = event === 'pull_request';
  return new Map<string, string | boolean | null>([
    ['github.event_name', event],
    ['github.ref', isPull ? MERGED_REF : `refs/heads/${branch}`],
    ['github.ref_name', isPull ? MERGED_REF.replace('refs/pull/', '') : branch],
    ['github.ref_type', 'branch'],
    ['github.head_ref', isPull ? branch : ''],
    ['github.base_ref', isPull ? defaultBranch : ''],
    ['github.repository', repository],
    ['github.repository_owner', repository.split('/', 1)[0] ?? ''],
    ['github.event.repository.full_name', repository],
    ['github.event.repository.default_branch', defaultBranch],
    ['github.event.action', isPull ? 'opened' : null],
    ...Object.entries(pullRequest(change)).map(
      ([name, value]) => [`github.event.pull_request.${name}`, isPull ? value : null] as const,
    ),
  ]);
}

const pullRequest = ({ branch, defaultBranch, repository }: ChangeToRun): Record<string, string | boolean> => ({
  draft: true,
  merged: false,
  'head.ref': branch,
  'base.ref': defaultBranch,
  'head.repo.fork': false,
  'head.repo.full_name': repository,
  'base.repo.full_name': repository,
});
