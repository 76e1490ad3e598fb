import { interpolate, interpolateAll, evaluateCondition, type Contexts, type NeededResults } from './expressions.ts';
import { expandMatrix, type Combination } from './expand-matrix.ts';
import type { JobRecord, RunRecord } from './run-records.ts';
import type { JobDefinition } from './workflow-file.ts';

export interface PlannedJob {
  readonly key: string;
  readonly name: string;
  readonly definition: JobDefinition;
  readonly matrix: Combination | undefined;
  readonly isSkipped: boolean;
}

export const needsOf = ({ needs }: JobDefinition): readonly string[] =>
  needs === undefined ? [] : typeof needs === 'string' ? [needs] : needs;

/** The jobs of a run that can be planned now, because all that they need have ended. */
export function planJobs(run: RunRecord): readonly PlannedJob[] {
  const definitions = Object.entries(run.file.document?.jobs ?? {});
  return definitions.flatMap(([key, definition]) => {
    const isPlanned = run.jobs.some((job) => job.key === key);
    const needed = needsOf(definition).map((name) => run.jobs.filter((job) => job.key === name));
    const isReady = needed.every((jobs) => jobs.length > 0 && jobs.every(({ status }) => status === 'completed'));
    return isPlanned || !isReady ? [] : planJob(run, key, definition, needed.flat());
  });
}

function planJob(run: RunRecord, key: string, definition: JobDefinition, needed: readonly JobRecord[]): PlannedJob[] {
  const contexts = contextsOf(run, needed);
  const results: NeededResults = {
    hasFailure: needed.some(({ conclusion }) => conclusion !== 'success'),
    isCancelled: run.isCancelRequested,
  };
  if (!evaluateCondition(definition.if ?? 'success()', contexts, results))
    return [{ key, name: definition.name ?? key, definition, matrix: undefined, isSkipped: true }];
  const combinations = expandMatrix(interpolateAll(definition.strategy?.matrix, contexts)) ?? [undefined];
  return combinations.map((matrix) => ({
    key,
    name: nameOf(key, definition, matrix, contexts),
    definition,
    matrix,
    isSkipped: false,
  }));
}

function nameOf(key: string, { name }: JobDefinition, matrix: Combination | undefined, contexts: Contexts): string {
  if (name?.includes('${{') === true) return String(interpolate(name, { ...contexts, matrix: matrix ?? {} }));
  const values = Object.values(matrix ?? {}).filter((value) => typeof value !== 'object');
  return values.length === 0 ? (name ?? key) : `${name ?? key} (${values.join(', ')})`;
}

/** What expressions outside of steps may read. */
export function contextsOf(run: RunRecord, needed: readonly JobRecord[]): Contexts {
  return {
    github: {
      event_name: run.event,
      event: run.payload,
      ref: run.ref,
      ref_name: run.ref.replace(/^refs\/(heads|tags)\//, ''),
      head_ref: run.event === 'pull_request' ? run.headBranch : '',
      base_ref: run.baseBranch ?? '',
      sha: run.sha,
      repository: run.repository.fullName,
      repository_owner: run.repository.owner,
      run_id: String(run.id),
      run_number: String(run.runNumber),
      run_attempt: '1',
      actor: run.actor,
      triggering_actor: run.actor,
      workflow: run.file.name,
    },
    inputs: run.inputs,
    vars: {},
    needs: Object.fromEntries(needed.map((job) => [job.key, { result: job.conclusion ?? '', outputs: job.outputs }])),
  };
}
