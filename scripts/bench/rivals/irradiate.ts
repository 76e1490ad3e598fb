import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { countTool } from '../mutant-counts.ts';
import type { Rival } from './rival.ts';

const Report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

const PLACES = {
  Killed: 'killed',
  Survived: 'survived',
  Timeout: 'timeout',
  NoCoverage: 'notRun',
  Ignored: 'notRun',
} as const;

/** Documentation: its README and `irradiate run --help`. Results: its report in the common schema, written at its end. */
export const irradiate: Rival = {
  name: 'irradiate',
  distribution: 'irradiate==0.4.3',
  note: () =>
    'a sample; without its phase for decorated functions (`--no-source-patch`), which is slower by its own words',
  async configure(project, folder) {
    await appendFile(
      join(folder, 'pyproject.toml'),
      `\n[tool.irradiate]\npaths_to_mutate = ${JSON.stringify(project.sources[0])}\ntests_dir = ${JSON.stringify(project.testsAmongSources?.folder ?? project.tests)}\n`,
    );
  },
  script({ sources, testsAmongSources }, { workers, mutants }) {
    const ignored = testsAmongSources === undefined ? '' : ` --ignore '${testsAmongSources.glob}'`;
    const options = `--workers ${workers} --sample ${mutants} --no-source-patch --no-cache --report json`;
    return `irradiate run ${sources.join(' ')} ${options}${ignored}`;
  },
  async readCounts(folder) {
    const text = await readFile(join(folder, 'irradiate-report.json'), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { files } = Report.parse(JSON.parse(text));
    return countTool(
      Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status)),
      PLACES,
    );
  },
};
