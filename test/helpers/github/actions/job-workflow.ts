import { stringify } from 'yaml';
import type { JobRecord, RunRecord } from './run-records.ts';
import type { JobDefinition } from './workflow-file.ts';

export const OUTPUTS_STEP_ID = 'loopback-outputs';

/**
 * The workflow as act is given it for one job: that job alone with its one combination of the matrix. A job that it needs stands in
 * as one without work that has the known outputs, and a last step says what the job's own outputs are.
 */
export function writeJobWorkflow(job: JobRecord, needed: readonly JobRecord[]): string {
  const { document, name } = job.run.file;
  if (document === undefined) throw new Error(`${job.run.file.path} has errors and cannot run`);
  const stubs = Object.fromEntries(needed.map((other) => [other.key, stubJob(other)]));
  const rest = without(document, ['concurrency', 'jobs']);
  return stringify({
    ...rest,
    name,
    on: { [job.run.event]: job.run.file.events[job.run.event] ?? {} },
    jobs: { ...stubs, [job.key]: oneJob(job) },
  });
}

function oneJob(job: JobRecord): JobDefinition {
  const { strategy, ...definition } = job.definition;
  return {
    // The loopback has seen to these itself.
    ...(without(definition, ['if', 'concurrency', 'timeout-minutes']) as JobDefinition),
    name: job.name,
    'runs-on': 'ubuntu-latest',
    ...(job.matrix !== undefined && { strategy: { ...strategy, matrix: { include: [job.matrix] } } }),
    steps: [...definition.steps, ...outputsStep(definition)],
  };
}

function outputsStep({ outputs }: JobDefinition): JobDefinition['steps'] {
  if (outputs === undefined || Object.keys(outputs).length === 0) return [];
  const env = Object.fromEntries(Object.values(outputs).map((value, index) => [`LOOPBACK_OUTPUT_${index}`, value]));
  const lines = Object.keys(outputs).map(
    (name, index) => `printf '%s' "$LOOPBACK_OUTPUT_${index}" > "$LOOPBACK_OUTPUTS_FOLDER/${name}"`,
  );
  return [{ id: OUTPUTS_STEP_ID, if: 'always()', shell: 'bash', env, run: lines.join('\n') }];
}

const stubJob = (job: JobRecord): object => ({
  'runs-on': 'ubuntu-latest',
  outputs: job.outputs,
  steps: [{ run: job.conclusion === 'failure' ? 'exit 1' : ':' }],
});

/** Every action that the job's steps name, as `owner/name@ref`. */
export const usedActions = (run: Pick<RunRecord, 'file'>): string[] => [
  ...new Set(
    Object.values(run.file.document?.jobs ?? {}).flatMap(({ steps }) =>
      steps.flatMap(({ uses }) => (uses !== undefined && /^[^./]/.test(uses) ? [uses] : [])),
    ),
  ),
];

const without = (object: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
