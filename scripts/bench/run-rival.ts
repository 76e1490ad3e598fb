import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { prepareEnvironment } from './bench-environment.ts';
import type { BenchProject } from './bench-project.ts';
import { describeProblem, type BenchRow } from './bench-row.ts';
import { measureCommand, type MeasurementLimits } from './measure-command.ts';
import { executedMutants } from './mutant-counts.ts';
import type { Rival, RivalOptions } from './rivals/rival.ts';

/** Runs another tool on a project. That it fails is a result and not an error. */
export async function runRival(
  rival: Rival,
  project: BenchProject,
  options: RivalOptions & { readonly python: string; readonly limits: MeasurementLimits },
): Promise<BenchRow> {
  const [tool = '', version = ''] = rival.distribution.split('==');
  const row = { project: project.name, tool: rival.name, isTinybug: false, version, note: rival.note(project) };
  const scratch = await mkdtemp(join(tmpdir(), 'tinybug-bench-rival-'));
  try {
    const requirements = [rival.distribution, ...(rival.furtherRequirements ?? [])];
    const environment = await prepareEnvironment(project, requirements, options.python);
    const { projectFolder } = environment;
    await rival.configure(project, projectFolder, options);
    const outputPath = join(scratch, 'output');
    const measurement = await measureCommand({
      command: ['sh', '-c', rival.script(project, options)],
      folder: projectFolder,
      environment: { ...environment.variables, TMPDIR: scratch },
      outputPath,
      limits: options.limits,
      processMemoryMb: options.limits.memoryMb,
    });
    const output = stripVTControlCharacters(await readFile(outputPath, 'utf8'));
    const counts = await rival.readCounts(projectFolder, output);
    const hasRun = counts !== undefined && executedMutants(counts) > 0;
    const verdicts = rival.readVerdicts?.(output);
    return {
      ...row,
      measurement,
      counts,
      verdicts,
      problem: hasRun ? undefined : describeProblem(output, measurement),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...row, measurement: undefined, counts: undefined, problem: `${tool}: ${message.slice(-500)}` };
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
