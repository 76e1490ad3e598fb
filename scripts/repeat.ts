/** Measures the same mutants several times and lists the verdicts that changed; see docs/accuracy.md. */
import { basename } from 'node:path';
import { findPython } from './oracle/find-python.ts';
import { measureVerdicts } from './oracle/measure-verdicts.ts';
import { openMeasuredProject } from './oracle/measured-project.ts';
import { inSeededOrder } from './oracle/sample-mutants.ts';
import { onBusyMachine } from './repeat/busy-machine.ts';
import { findFlips, type RunStatuses } from './repeat/compare-runs.ts';
import { readRepeatOptions, type RepeatOptions } from './repeat/repeat-options.ts';

async function main(options: RepeatOptions): Promise<number> {
  const project = await openMeasuredProject(options.project);
  const python = await findPython(project, options.python, options.cacheFolder);
  const mutants = inSeededOrder(project.mutants, ({ id }) => id, options.seed).slice(0, options.sample);
  const place = {
    projectFolder: project.folder,
    python,
    runner: options.runner,
    memoryKb: options.memoryMb * 1024,
  };
  console.log(`Measuring ${mutants.length} mutants of ${basename(project.folder)} ${options.runs} times …`);
  const runs: RunStatuses[] = [];
  for (let run = 0; run < options.runs; run += 1) {
    const workers = options.workers[run % options.workers.length] ?? 1;
    const load = run % 2 === 1 ? options.load : 0;
    const started = performance.now();
    const { verdicts } = await onBusyMachine(load, () => measureVerdicts(project, place, mutants, workers));
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    runs.push(new Map(verdicts.map(({ mutant, status }) => [mutant.id, status])));
    console.log(`  run ${run + 1}: workers: ${workers}, busy processes beside it: ${load}, ${seconds} s`);
  }
  return report(runs, mutants.length);
}

function report(runs: readonly RunStatuses[], mutants: number): number {
  const flips = findFlips(runs);
  for (const { mutantId, statuses } of flips) console.log(`  ${mutantId}: ${statuses.join(', ')}`);
  const share = ((1000 * flips.length) / Math.max(mutants, 1)).toFixed(2);
  console.log(`\n${flips.length} of ${mutants} mutants flipped in ${runs.length} runs: ${share} per 1,000.`);
  return flips.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(readRepeatOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
