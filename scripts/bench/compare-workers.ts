import { openMeasuredProject } from '../oracle/measured-project.ts';
import { markdownTable } from './markdown-table.ts';
import { planProject } from './tinybug/plan-mutants.ts';
import { runPlan, type RunnerUnderTest } from './tinybug/run-plan.ts';

export interface WorkersRow {
  readonly project: string;
  readonly mutants: number;
  /** Wall time of the same mutants, in milliseconds, by the number of workers. */
  readonly wallMs: ReadonlyMap<number, number>;
}

/** Taken in turns, so that a change of the machine's load meets all of them. */
const ROUNDS = 2;

/** The same mutants with one worker and with two; the shortest time of each counts, because other work only lengthens it. */
export async function compareWorkers(
  name: string,
  place: RunnerUnderTest,
  maxMutants: number | undefined,
  numbers: readonly number[] = [1, 2],
): Promise<WorkersRow> {
  const project = await openMeasuredProject(place.projectFolder);
  const { records } = await runPlan(place, planProject(project, { workers: 1 }).baseline);
  const wallMs = new Map<number, number>();
  let mutants = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const workers of numbers) {
      const { plan } = planProject(project, { workers, maxMutants }).mutants(records);
      const { measurement } = await runPlan(place, plan);
      if (measurement.cutOff !== null) throw new Error(`${name} was cut off: choose fewer mutants (--mutants).`);
      mutants = plan.mutants.length;
      wallMs.set(workers, Math.min(measurement.wallMs, wallMs.get(workers) ?? Infinity));
    }
  }
  return { project: name, mutants, wallMs };
}

export function describeWorkers(rows: readonly WorkersRow[]): string {
  return markdownTable(
    ['', 'mutants', 'one worker, s', 'two workers, s', 'ratio'],
    rows.map(({ project, mutants, wallMs }) => {
      const [one = 0, two = 0] = [wallMs.get(1), wallMs.get(2)];
      return [project, String(mutants), (one / 1000).toFixed(1), (two / 1000).toFixed(1), (one / two).toFixed(2)];
    }),
  );
}
