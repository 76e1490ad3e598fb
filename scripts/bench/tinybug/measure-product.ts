import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { RunEvent } from '../../../shared/run-event.ts';
import { projectRoot } from '../../python-tools.ts';
import { countTool, type ToolCounts } from '../mutant-counts.ts';
import { measureCommand, type Measurement, type MeasurementLimits } from '../measure-command.ts';
import { PLACES } from './measure-runner.ts';

/** The whole product, as built: database, Temporal, API and worker in their processes, from an empty data folder. */
export async function measureProduct(
  projectFolder: string,
  python: string,
  options: { readonly workers: number; readonly maxMutants?: number | undefined; readonly limits: MeasurementLimits },
): Promise<{ measurement: Measurement; counts: ToolCounts; output: string }> {
  const program = join(projectRoot, 'dist', 'cli.js');
  if (!existsSync(program)) throw new Error('dist/cli.js is missing: run `npm run build` first.');
  const scratch = await mkdtemp(join(tmpdir(), 'tinybug-bench-product-'));
  const outputPath = join(scratch, 'output');
  const limit = options.maxMutants === undefined ? [] : ['--max-mutants', String(options.maxMutants)];
  const command = [process.execPath, program, 'measure', projectFolder, '--python', python, '--json'];
  try {
    const measurement = await measureCommand({
      command: [...command, '--workers', String(options.workers), ...limit, ...(await cacheOptions(program))],
      folder: scratch,
      environment: { ...definedVariables(), TINYBUG_DATA: join(scratch, 'data'), TMPDIR: scratch },
      outputPath,
      limits: options.limits,
      processMemoryMb: undefined,
    });
    const output = await readFile(outputPath, 'utf8');
    return { measurement, counts: countTool(statusesIn(output), PLACES), output };
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Verdicts that an earlier run has left would make the measurement worthless. */
async function cacheOptions(program: string): Promise<string[]> {
  const { stdout } = await execa(process.execPath, [program, 'measure', '--help']);
  return stdout.includes('--no-cache') ? ['--no-cache'] : [];
}

/** Events are on standard output and messages on standard error; both come here. */
function statusesIn(output: string): string[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { payload } = RunEvent.parse(JSON.parse(line));
    return payload.type === 'mutant-finished' ? [payload.mutant.status] : [];
  });
}

const definedVariables = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
