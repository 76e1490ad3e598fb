import type { Mutant } from '../../shared/mutant.ts';
import { markdownTable } from './markdown-table.ts';
import type { RunnerFigures } from './tinybug/measure-runner.ts';

export interface FunctionsRow {
  readonly project: string;
  readonly figures: RunnerFigures;
}

/** What mutmut and irradiate mutate: bodies of functions, and nothing that runs only while a module is imported. */
export const isInFunction = ({ static: isStatic, functionName }: Mutant): boolean => !isStatic && functionName !== '';

export function describeFunctions(rows: readonly FunctionsRow[]): string {
  return markdownTable(
    ['', 'mutants', 'CPU ms / mutant', 'mutants only', 'limit', '1.5 × limit + 3', 'mutants / s'],
    rows.map(({ project, figures: { results, whole, mutants, limit } }) => {
      const least = limit.cpuMs / Math.max(1, limit.mutants);
      return [
        project,
        String(results.length),
        (whole.cpuMs / results.length).toFixed(1),
        (mutants.cpuMs / results.length).toFixed(1),
        least.toFixed(2),
        (1.5 * least + 3).toFixed(1),
        (results.length / (whole.wallMs / 1000)).toFixed(1),
      ];
    }),
  );
}
