import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMeasuredProject } from '../oracle/measured-project.ts';
import { generateProject } from './generated-project.ts';
import type { Measurement } from './measure-command.ts';
import { planProject } from './tinybug/plan-mutants.ts';
import { runPlan, type RunnerUnderTest } from './tinybug/run-plan.ts';

export interface ScaleSizes {
  /** Of the project whose mutants are measured. */
  readonly functions: number;
  readonly mutants: readonly number[];
  /** Sizes of the suite whose baseline is measured. */
  readonly tests: readonly number[];
}

export const USUAL_SIZES: ScaleSizes = { functions: 1000, mutants: [1000, 3000, 10_000], tests: [2000, 20_000] };

export interface ScaleRow {
  readonly what: 'mutants' | 'tests in the baseline';
  readonly wanted: number;
  /** As many as were done until the end, or until the limit. */
  readonly done: number;
  readonly measurement: Measurement;
}

export type ScalePlace = Omit<RunnerUnderTest, 'projectFolder'>;

/** The runner on generated projects of growing size; each row is handed on as it is there. */
export async function measureScale(
  place: ScalePlace,
  sizes: ScaleSizes,
  workers: number,
  onRow: (row: ScaleRow) => void,
): Promise<void> {
  await withProject({ functions: sizes.functions, tests: sizes.functions }, async (projectFolder) => {
    const measuredPlace = { ...place, projectFolder };
    const project = await openMeasuredProject(projectFolder);
    const { records } = await runPlan(measuredPlace, planProject(project, { workers }).baseline);
    for (const wanted of sizes.mutants) {
      const { plan } = planProject(project, { workers, maxMutants: wanted }).mutants(records);
      const measured = await runPlan(measuredPlace, plan);
      const done = measured.records.filter(({ type }) => type === 'result').length;
      onRow({ what: 'mutants', wanted, done, measurement: measured.measurement });
    }
  });
  for (const wanted of sizes.tests) {
    await withProject({ functions: Math.min(wanted, sizes.functions), tests: wanted }, async (projectFolder) => {
      const project = await openMeasuredProject(projectFolder);
      const { measurement, records } = await runPlan(
        { ...place, projectFolder },
        planProject(project, { workers }).baseline,
      );
      const done = records.filter(({ type }) => type === 'test').length;
      onRow({ what: 'tests in the baseline', wanted, done, measurement });
    });
  }
}

async function withProject(
  size: { functions: number; tests: number },
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tinybug-bench-generated-'));
  try {
    await generateProject(folder, size);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
