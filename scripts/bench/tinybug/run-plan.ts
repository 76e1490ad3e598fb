import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerPlan } from '../../../shared/runner-plan.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import { testEnvironment } from '../../../service/ci/local/child-environment.ts';
import { readRecords } from '../../../service/ci/local/report-file.ts';
import { measureCommand, type Measurement, type MeasurementLimits } from '../measure-command.ts';

export interface RunnerUnderTest {
  /** Folder or archive that Python can run. */
  readonly runner: string;
  readonly python: string;
  readonly projectFolder: string;
  readonly limits: MeasurementLimits;
}

export interface MeasuredPlan {
  readonly measurement: Measurement;
  /** All that was reported, also where the runner was cut off. */
  readonly records: readonly RunnerRecord[];
}

/** Runs the runner as the local provider does, measured. */
export async function runPlan(place: RunnerUnderTest, plan: RunnerPlan): Promise<MeasuredPlan> {
  const { runner, python, projectFolder, limits } = place;
  const scratch = await mkdtemp(join(tmpdir(), 'tinybug-bench-plan-'));
  const path = (name: string): string => join(scratch, name);
  try {
    await writeFile(path('plan.json'), JSON.stringify(plan));
    const measurement = await measureCommand({
      command: [python, runner, '--plan', path('plan.json'), '--report', path('report.ndjson')],
      folder: projectFolder,
      environment: { ...testEnvironment(process.env, python, projectFolder), TMPDIR: scratch },
      outputPath: path('output'),
      limits,
      processMemoryMb: limits.memoryMb,
    });
    const records: RunnerRecord[] = [];
    for await (const record of readRecords(path('report.ndjson'), path('output'))) records.push(record);
    return { measurement, records };
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Of one piece of work after the other. */
export const addMeasurements = (first: Measurement, second: Measurement): Measurement => ({
  ...second,
  wallMs: first.wallMs + second.wallMs,
  cpuMs: first.cpuMs + second.cpuMs,
  peakMemoryMb: Math.max(first.peakMemoryMb, second.peakMemoryMb),
  leaderMemoryMb: Math.max(first.leaderMemoryMb, second.leaderMemoryMb),
  leftOver: first.leftOver + second.leftOver,
});
