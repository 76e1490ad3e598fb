import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { countTool, type ToolCounts } from '../mutant-counts.ts';
import { tomlArray } from './toml-array.ts';
import type { Rival } from './rival.ts';

/**
 * Documentation: its README, "Quick start" and "Backends". Results: the line for each mutant that `--progress verbose`
 * prints as it is judged.
 */
const festMutate = (backend: 'plugin' | 'subprocess', remark: string): Rival => ({
  name: `fest-mutate, ${backend}`,
  distribution: 'fest-mutate==0.1.3',
  furtherRequirements: ['pytest-cov==7.1.0'],
  note: () => remark,
  async configure({ sources, testsAmongSources }, folder, { workers }) {
    const lines = [
      '[fest]',
      `source = ${tomlArray(sources.map((source) => `${source}/**/*.py`))}`,
      `exclude = ${tomlArray(['**/test_*.py', '**/conftest.py', ...(testsAmongSources === undefined ? [] : [testsAmongSources.glob])])}`,
      `workers = ${workers}`,
      `backend = "${backend}"`,
    ];
    await writeFile(join(folder, 'fest.toml'), `${lines.join('\n')}\n`);
  },
  script: () => 'exec fest run --progress verbose',
  readCounts: (_, output) => Promise.resolve(readLines(output)),
  readVerdicts,
  isCareful: backend === 'subprocess',
});

export const festMutateBackends: readonly Rival[] = [
  festMutate('plugin', 'its default'),
  festMutate('subprocess', 'the other of its two ways'),
];

const PLACES = {
  KILLED: 'killed',
  SURVIVED: 'survived',
  TIMEOUT: 'timeout',
  NO_COV: 'notRun',
  SKIPPED: 'notRun',
} as const;

function readLines(output: string): ToolCounts | undefined {
  const lines = readMutants(output);
  return lines.length === 0
    ? undefined
    : countTool(
        lines.map(({ status }) => status),
        PLACES,
      );
}

const CAUGHT: Readonly<Record<string, boolean>> = { KILLED: true, TIMEOUT: true, SURVIVED: false };

function readVerdicts(output: string): Map<string, boolean> {
  return new Map(
    readMutants(output).flatMap(({ status, mutant }) => {
      const isCaught = CAUGHT[status];
      return isCaught === undefined ? [] : [[mutant, isCaught] as const];
    }),
  );
}

/** `[3/88] ✔ KILLED  path:line  operator  change  (12ms)`, where the change may go over several lines. */
function readMutants(output: string): { status: string; mutant: string }[] {
  const records = stripVTControlCharacters(output)
    .split(/^\s*\[\d+\/\d+\] /m)
    .slice(1);
  return records.map((record) => {
    const [, status = '', mutant = ''] = /^\S+ ([A-Z_]+)\s+(.*?)(?:\s+\(\d[^()]*\)\s*)?$/s.exec(record) ?? [];
    return { status, mutant };
  });
}
