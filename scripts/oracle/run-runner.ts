import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerPlan } from '../../shared/runner-plan.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';
import { testEnvironment } from '../../service/ci/local/child-environment.ts';
import { readLogExcerpt } from '../../service/ci/local/job-log.ts';
import { readRecords } from '../../service/ci/local/report-file.ts';
import { startRunner } from '../../service/ci/local/runner-process.ts';

export interface RunnerPlace {
  readonly projectFolder: string;
  readonly python: string;
  /** Folder or archive that Python can run. */
  readonly runner: string;
  /** Of each process, in KiB: a mutant that allocates without end must not take the machine with it. */
  readonly memoryKb: number;
}

/**
 * Runs the runner the way the local provider does, and waits for it.
 *
 * @throws Error with the reason where the report is not whole
 */
export async function runRunner(place: RunnerPlace, plan: RunnerPlan): Promise<RunnerRecord[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tinybug-oracle-job-'));
  try {
    const [planPath, reportPath, logPath] = ['plan.json', 'report.ndjson', 'log'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(planPath, JSON.stringify(plan));
    const { ended } = await startRunner({
      python: await writeLimitedPython(folder, place),
      runner: place.runner,
      projectFolder: place.projectFolder,
      environment: testEnvironment(process.env, place.python, place.projectFolder),
      planPath,
      reportPath,
      logPath,
    });
    await ended;
    return await readWholeReport(reportPath, logPath);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeLimitedPython(folder: string, { python, memoryKb }: RunnerPlace): Promise<string> {
  const path = join(folder, 'python');
  const quoted = `'${python.replaceAll("'", String.raw`'\''`)}'`;
  await writeFile(path, `#!/bin/sh\nulimit -v ${memoryKb}\nexec ${quoted} "$@"\n`);
  await chmod(path, 0o700);
  return path;
}

async function readWholeReport(reportPath: string, logPath: string): Promise<RunnerRecord[]> {
  const records: RunnerRecord[] = [];
  for await (const record of readRecords(reportPath, logPath)) records.push(record);
  const last = records.at(-1);
  if (last?.type === 'finished') return records;
  const reason = last?.type === 'failed' ? `${last.code}: ${last.message}` : await readLogExcerpt(logPath);
  throw new Error(`The runner gave no whole report. ${reason}`);
}
