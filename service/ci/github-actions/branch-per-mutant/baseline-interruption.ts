import { isJobShownAs, type TestJob } from '../workflows/test-steps.ts';
import { wallMsOf, type CiJobOfRun, type CiRunEvidence } from './ci-run.ts';

/** Why a run without any mutant says nothing of the tests, as the state of its job. */
export interface Interruption {
  readonly state: 'lost' | 'cancelled';
  readonly reason: string;
}

const MINUTE_MS = 60_000;
const DEFAULT_LIMIT_MINUTES = 360;
/** GitHub's times are whole seconds, and ending a job takes some. */
const NEARLY = 0.98;

/** A red run that was stopped by somebody, or whose machine went away, is none that its tests made red. */
export function findInterruption(
  { run, jobs }: Pick<CiRunEvidence, 'run' | 'jobs'>,
  definitions: readonly TestJob[],
): Interruption | undefined {
  if (run.conclusion === 'success') return undefined;
  // In a run that nobody stopped, jobs are cancelled where another one of their matrix has failed.
  const stopped = run.conclusion === 'cancelled' && jobs.every((job) => !hasReachedLimit(job, definitions));
  if (stopped) return { state: 'cancelled', reason: `Somebody cancelled the CI run: ${run.url}` };
  const broken = jobs.find(isWithoutEnd);
  if (broken === undefined) return undefined;
  return { state: 'lost', reason: `The machine of the CI job "${broken.name}" went away: ${run.url}` };
}

function hasReachedLimit(job: CiJobOfRun, definitions: readonly TestJob[]): boolean {
  const definition = definitions.find(({ name }) => isJobShownAs(name, job.name));
  return wallMsOf(job) >= (definition?.timeoutMinutes ?? DEFAULT_LIMIT_MINUTES) * MINUTE_MS * NEARLY;
}

/** Its end is known from nothing but that it is heard of no more. */
const isWithoutEnd = ({ conclusion, steps }: CiJobOfRun): boolean =>
  conclusion === 'failure' && steps.length > 0 && steps.some((step) => step.conclusion === undefined);
