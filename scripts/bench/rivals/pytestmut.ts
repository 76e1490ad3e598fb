import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { countTool } from '../mutant-counts.ts';
import { tomlArray } from './toml-array.ts';
import type { Rival } from './rival.ts';

const Report = z.object({ results: z.record(z.string(), z.object({ status: z.string() })) });

const PLACES = {
  killed: 'killed',
  survived: 'survived',
  timeout: 'timeout',
  not_run: 'notRun',
  no_coverage: 'notRun',
  suppressed: 'notRun',
  duplicate: 'notRun',
} as const;

/** What it still does after its own time limit: mutants that run are finished, survivors are checked again. */
const CLOSING_SECONDS = 20;

/** Documentation: its README, "Quick start", and `pytestmut init`. Results: its JSON report. */
export const pytestmut: Rival = {
  name: 'pytestmut',
  distribution: 'pytestmut==0.1.0',
  note: ({ testsAmongSources }) =>
    testsAmongSources &&
    `with \`testpaths\` narrowed to ${testsAmongSources.folder}, because it mutates nothing below them`,
  async configure({ sources, testsAmongSources }, folder) {
    const lines = [
      '[tool.pytestmut]',
      `paths = ${tomlArray(sources)}`,
      `exclude = ${tomlArray(testsAmongSources === undefined ? [] : [testsAmongSources.glob])}`,
      '[tool.pytestmut.operators]',
      'level = "core"',
      '[tool.pytestmut.report]',
      'formats = ["json"]',
    ];
    const path = join(folder, 'pyproject.toml');
    if (testsAmongSources !== undefined) await narrowTestPaths(path, testsAmongSources.folder);
    await appendFile(path, `\n${lines.join('\n')}\n`);
  },
  script: (_, { workers, seconds }) =>
    `exec pytestmut run --workers ${workers} --no-cache --time-limit ${Math.max(1, seconds - CLOSING_SECONDS)}`,
  async readCounts(folder) {
    const text = await readFile(join(folder, '.pytestmut/reports/report.json'), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { results } = Report.parse(JSON.parse(text));
    return countTool(
      Object.values(results).map(({ status }) => status),
      PLACES,
    );
  },
};

async function narrowTestPaths(path: string, folder: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^testpaths = .*$/m, `testpaths = ${tomlArray([folder])}`));
}
