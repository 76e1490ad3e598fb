import { figuresOf, findBestRival, findDoubt, type BenchRow } from './bench-row.ts';
import { markdownTable } from './markdown-table.ts';
import type { RunnerRow } from './run-tinybug.ts';

const COLUMNS = ['', 'CPU ms / mutant', 'mutants / s', 'peak MiB', 'mutants run', 'caught', 'remarks'];

/** One table for each project, and one that sets Tinybug beside the best other tool and beside the limit. */
export function describeComparison(rows: readonly BenchRow[], runnerRows: readonly RunnerRow[]): string {
  const projects = [...new Set(rows.map(({ project }) => project))];
  const tables = projects.map((project) => {
    const own = rows.filter((row) => row.project === project);
    return `### ${project}\n\n${describeProject(own)}`;
  });
  const measured = runnerRows.filter(({ figures }) => figures !== undefined);
  return [describeGoals(rows, measured), ...tables].filter((part) => part !== '').join('\n\n');
}

export function describeProject(rows: readonly BenchRow[]): string {
  const cost = (row: BenchRow): number => figuresOf(row)?.cpuMsPerMutant ?? Infinity;
  const ordered = rows.toSorted((a, b) => Number(b.isTinybug) - Number(a.isTinybug) || cost(a) - cost(b));
  return markdownTable(
    COLUMNS,
    ordered.map((row) => describeRow(row, rows)),
  );
}

function describeRow(row: BenchRow, rows: readonly BenchRow[]): string[] {
  const { tool, version, measurement } = row;
  const figures = figuresOf(row);
  const name = `${tool} ${version}`;
  if (figures === undefined) return [name, '–', '–', '–', '0', '–', remarks(row, rows)];
  return [
    name,
    figures.cpuMsPerMutant.toFixed(1),
    figures.mutantsPerSecond.toFixed(1),
    (measurement?.peakMemoryMb ?? 0).toFixed(0),
    String(figures.executed),
    figures.caught === undefined ? '–' : `${(figures.caught * 100).toFixed(1)} %`,
    remarks(row, rows),
  ];
}

function remarks(row: BenchRow, rows: readonly BenchRow[]): string {
  const { note, problem, measurement, counts } = row;
  const cutOff = measurement?.cutOff;
  const doubt = findDoubt(row, rows);
  const parts = [
    problem === undefined ? undefined : `**did not run**: ${oneLine(problem)}`,
    problem === undefined && cutOff != null ? `cut off by the ${cutOff} limit` : undefined,
    doubt === undefined ? undefined : `**${doubt}**, so it is not compared`,
    counts !== undefined && counts.other > 0 ? `${counts.other} ended in errors` : undefined,
    note,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}

const oneLine = (text: string): string => `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'").trim()}\``;

const GOAL_COLUMNS = [
  '',
  'CPU ms / mutant',
  'best other',
  'ratio',
  'mutants only',
  'limit',
  '1.5 × limit + 3',
  'time-outs',
  'CPU s in them',
  'remarks',
];

function describeGoals(rows: readonly BenchRow[], runnerRows: readonly RunnerRow[]): string {
  const lines = runnerRows.flatMap((runnerRow) => {
    const line = describeGoal(
      runnerRow,
      findBestRival(rows.filter(({ project }) => project === runnerRow.row.project)),
    );
    return line === undefined ? [] : [line];
  });
  return lines.length === 0 ? '' : markdownTable(GOAL_COLUMNS, lines);
}

function describeGoal({ row, figures }: RunnerRow, best: BenchRow | undefined): string[] | undefined {
  const own = figuresOf(row);
  if (figures === undefined || own === undefined) return undefined;
  const rival = best && figuresOf(best);
  const limit = figures.limit.cpuMs / Math.max(1, figures.limit.mutants);
  const timeouts = figures.results.filter(({ status }) => status === 'Timeout');
  const timeoutCpuMs = timeouts.reduce((sum, { evidence }) => sum + evidence.cpuMs, 0);
  return [
    row.project,
    own.cpuMsPerMutant.toFixed(1),
    rival === undefined ? '–' : `${best?.tool ?? ''}, ${rival.cpuMsPerMutant.toFixed(1)}`,
    rival === undefined ? '–' : `1 : ${(rival.cpuMsPerMutant / own.cpuMsPerMutant).toFixed(1)}`,
    (figures.mutants.cpuMs / own.executed).toFixed(1),
    limit.toFixed(2),
    (1.5 * limit + 3).toFixed(1),
    String(timeouts.length),
    (timeoutCpuMs / 1000).toFixed(1),
    describeActivations(figures.results.map(({ evidence }) => evidence.activation)),
  ];
}

function describeActivations(activations: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const activation of activations) counts.set(activation, (counts.get(activation) ?? 0) + 1);
  return [...counts].map(([activation, count]) => `${count} ${activation}`).join(', ');
}
