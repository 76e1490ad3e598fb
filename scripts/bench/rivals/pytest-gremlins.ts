import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { countNothing, type ToolCounts } from '../mutant-counts.ts';
import type { Rival } from './rival.ts';

const Report = z.object({
  summary: z.object({
    zapped: z.int(),
    survived: z.int(),
    timeout: z.int(),
    error: z.int(),
    pardoned: z.int(),
  }),
});

/**
 * Documentation: its README, "Quick Start" and "Performance". Results: its JSON report, which it writes at its end; where it was
 * cut off before, the progress that it prints says how many gremlins were tried.
 */
export const pytestGremlins: Rival = {
  name: 'pytest-gremlins',
  distribution: 'pytest-gremlins==1.12.2',
  note: () => "without the project's `filterwarnings = error`, on which its own coverage run fails",
  async configure(_, folder) {
    const path = join(folder, 'pyproject.toml');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/^filterwarnings = \[[^\]]*\]$/m, 'filterwarnings = []'));
  },
  script: ({ sources, testsAmongSources }, { workers }) =>
    `exec pytest --gremlins --gremlin-workers=${workers} --gremlin-report=console,json ` +
    `--gremlin-targets=${sources.join(',')}${testsAmongSources === undefined ? '' : ` --gremlin-exclude='${testsAmongSources.glob}'`}`,
  async readCounts(folder, output) {
    const text = await readFile(join(folder, 'coverage/gremlins/gremlins.json'), 'utf8').catch(() => undefined);
    return text === undefined ? countProgress(output) : countReport(Report.parse(JSON.parse(text)));
  },
};

const countReport = ({ summary }: z.infer<typeof Report>): ToolCounts => ({
  ...countNothing,
  killed: summary.zapped,
  survived: summary.survived,
  timeout: summary.timeout,
  other: summary.error,
  notRun: summary.pardoned,
});

function countProgress(output: string): ToolCounts | undefined {
  const [, tried, all] = [...output.matchAll(/Progress (\d+)\/(\d+)/g)].at(-1) ?? [];
  if (tried === undefined) return undefined;
  return { ...countNothing, untold: Number(tried), notRun: Number(all) - Number(tried) };
}
