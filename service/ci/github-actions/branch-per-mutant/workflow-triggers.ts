/** Which event makes the repository's own workflows run its tests on a mutant, told from the files before anything is pushed. */
import { evaluateCondition, type KnownContext } from '../workflows/condition.ts';
import { findTestJob, type TestJob } from '../workflows/test-steps.ts';
import {
  readWorkflow,
  type WorkflowDocument,
  type WorkflowFile,
  type WorkflowJobDefinition,
} from '../workflows/workflow-document.ts';
import { findObstacle, knownContext, type ChangeToRun, type TriggerEvent } from './event-filters.ts';

export interface TestWorkflow {
  readonly path: string;
  readonly jobs: readonly TestJob[];
}

export type TriggerChoice =
  | {
      readonly kind: 'starts';
      readonly event: TriggerEvent;
      /** Those that run tests. */
      readonly workflows: readonly TestWorkflow[];
      /** Paths of other workflows that the same event starts: they cost minutes and say nothing about tests. */
      readonly alsoStarted: readonly string[];
      /** Mutants of these files start no workflow that runs tests. */
      readonly pathsNotStarting: readonly string[];
    }
  /** In sentences for the user. */
  | { readonly kind: 'none'; readonly reason: string };

/** In the order of preference: a branch alone leaves the least behind. */
const EVENTS: readonly TriggerEvent[] = ['push', 'pull_request', 'workflow_dispatch'];

/** @param paths of the files with mutants; each mutant changes one of them */
export function chooseTrigger(
  files: readonly WorkflowFile[],
  change: ChangeToRun,
  paths: readonly string[],
): TriggerChoice {
  const workflows = files.flatMap((file) => readWorkflow(file) ?? []);
  const offers = EVENTS.map((event) => offer(workflows, event, change, paths));
  const best = offers.reduce((a, b) => (b.pathsNotStarting.length < a.pathsNotStarting.length ? b : a));
  if (best.workflows.length > 0 && best.pathsNotStarting.length < paths.length) return { kind: 'starts', ...best };
  return { kind: 'none', reason: explain(files, workflows, change, paths[0] ?? '') };
}

type Offer = Omit<Extract<TriggerChoice, { kind: 'starts' }>, 'kind'>;

function offer(
  workflows: readonly WorkflowDocument[],
  event: TriggerEvent,
  change: ChangeToRun,
  paths: readonly string[],
): Offer {
  const known = knownContext(event, change);
  const started = workflows.flatMap((workflow) => {
    const startedBy = paths.filter((path) => findObstacle(workflow, event, change, path) === undefined);
    return startedBy.length === 0 ? [] : [{ workflow, startedBy, jobs: jobsThatCanRun(workflow, workflows, known) }];
  });
  const testing = started.filter(({ jobs }) => jobs.length > 0);
  const covered = new Set(testing.flatMap(({ startedBy }) => startedBy));
  return {
    event,
    workflows: testing.map(({ workflow, jobs }) => ({ path: workflow.path, jobs })),
    // A dispatch names its workflow and starts no other.
    alsoStarted:
      event === 'workflow_dispatch'
        ? []
        : started.filter(({ jobs }) => jobs.length === 0).map(({ workflow }) => workflow.path),
    pathsNotStarting: paths.filter((path) => !covered.has(path)),
  };
}

/** The jobs that run tests and that no condition rules out, their own or that of a job they need. */
function jobsThatCanRun(workflow: WorkflowDocument, all: readonly WorkflowDocument[], known: KnownContext): TestJob[] {
  return Object.entries(workflow.jobs).flatMap(([key, job]) => {
    if (!canJobRun(workflow, key, known)) return [];
    if (job.uses !== undefined) return jobsOfCalled(job, job.name ?? key, all, known);
    return findTestJob(key, job, (step) => evaluateCondition(step.if, known) !== false) ?? [];
  });
}

const MOST_NEEDS = 50;

function canJobRun(workflow: WorkflowDocument, key: string, known: KnownContext, depth = 0): boolean {
  const job = workflow.jobs[key];
  if (job === undefined || depth > MOST_NEEDS) return false;
  const condition = evaluateCondition(job.if, known);
  if (condition === false) return false;
  // A job that always runs does so also after one that was left out.
  if (typeof job.if === 'string' && /always\(\)|!\s*(?:cancelled|failure)\(\)/.test(job.if)) return true;
  return (job.needs ?? []).every((needed) => canJobRun(workflow, needed, known, depth + 1));
}

/** A workflow of the same repository that a job calls; those of others cannot be read here. */
function jobsOfCalled(
  job: WorkflowJobDefinition,
  name: string,
  all: readonly WorkflowDocument[],
  known: KnownContext,
): TestJob[] {
  const called = all.find(({ path }) => `./${path}` === job.uses);
  if (called === undefined) return [];
  return Object.entries(called.jobs).flatMap(([key, inner]) => {
    const found = canJobRun(called, key, known)
      ? findTestJob(key, inner, (step) => evaluateCondition(step.if, known) !== false)
      : undefined;
    return found === undefined ? [] : [{ ...found, name: `${name} / ${found.name}` }];
  });
}

function explain(
  files: readonly WorkflowFile[],
  workflows: readonly WorkflowDocument[],
  change: ChangeToRun,
  path: string,
): string {
  if (files.length === 0) return 'The repository has no workflow in .github/workflows.';
  const unreadable = files.filter((file) => !workflows.some((workflow) => workflow.path === file.path));
  const testing = workflows.filter((workflow) => hasTests(workflow, workflows));
  if (testing.length === 0) {
    const which = unreadable.length === 0 ? '' : ` (${unreadable.map((file) => file.path).join(', ')} cannot be read)`;
    return `None of the ${files.length} workflows has a step that runs pytest, tox, nox or the like${which}.`;
  }
  const lines = testing.map((workflow) => {
    const reasons = EVENTS.flatMap((event) =>
      workflow.on[event] === undefined ? [] : `${event}: ${explainEvent(workflow, event, change, path)}`,
    );
    return `${workflow.path}: ${reasons.length === 0 ? (findObstacle(workflow, 'push', change, path) ?? '') : reasons.join('; ')}.`;
  });
  return [`No workflow that runs tests can be started for the branch ${change.branch}:`, ...lines].join('\n');
}

const hasTests = (workflow: WorkflowDocument, all: readonly WorkflowDocument[]): boolean =>
  Object.entries(workflow.jobs).some(
    ([key, job]) => findTestJob(key, job) !== undefined || jobsOfCalled(job, key, all, new Map()).length > 0,
  );

function explainEvent(workflow: WorkflowDocument, event: TriggerEvent, change: ChangeToRun, path: string): string {
  const obstacle = findObstacle(workflow, event, change, path);
  if (obstacle !== undefined) return obstacle;
  const known = knownContext(event, change);
  const conditions = Object.values(workflow.jobs)
    .flatMap((job) => [job.if, ...(job.steps ?? []).map((step) => step.if)])
    .filter((condition) => evaluateCondition(condition, known) === false);
  return `its tests have a condition that does not hold: ${[...new Set(conditions)].join(', ')}`;
}
