import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BenchProject } from '../bench-project.ts';
import { countTool } from '../mutant-counts.ts';
import { tomlArray } from './toml-array.ts';
import type { Rival } from './rival.ts';

/** mutmut plants helpers in every mutated module, and these two tests of toolz list what a module holds. */
const TESTS_LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  toolz: ['test_curried_operator', 'test_curried_namespace'].map((test) => `toolz/tests/test_curried.py::${test}`),
};

const MetaFile = z.object({ exit_code_by_key: z.record(z.string(), z.number().nullable()) });

/** As `mutmut.stats.status_by_exit_code`; what is not there is "suspicious". */
const PLACES = {
  ...Object.fromEntries(['1', '3'].map((code) => [code, 'killed'] as const)),
  ...Object.fromEntries(['36', '24', '-24', '152', '255'].map((code) => [code, 'timeout'] as const)),
  ...Object.fromEntries(['5', '33', '34', '2', '37', 'null'].map((code) => [code, 'notRun'] as const)),
  '0': 'survived',
} as const;

/** Documentation: its README, "Configuration". Results: the exit code of each mutant in `mutants/**\/*.meta`, written as they arise. */
export const mutmut: Rival = {
  name: 'mutmut',
  distribution: 'mutmut==3.8.1',
  note: ({ name }) =>
    name in TESTS_LEFT_OUT
      ? `without ${TESTS_LEFT_OUT[name]?.length ?? 0} tests that list what a module holds`
      : undefined,
  async configure(project, folder) {
    const lines = [
      `source_paths = ${tomlArray(project.sources.map((source) => `${source}/`))}`,
      `pytest_add_cli_args_test_selection = ${tomlArray([`${project.tests}/`])}`,
      `pytest_add_cli_args = ${tomlArray(deselections(project))}`,
      ...(project.testsAmongSources === undefined ? [] : ['do_not_mutate = ["*/tests/*"]']),
    ];
    await appendFile(join(folder, 'pyproject.toml'), `\n[tool.mutmut]\n${lines.join('\n')}\n`);
  },
  script: (_, { workers }) => `mutmut run --max-children ${workers}`,
  async readCounts(folder) {
    const entries = await readdir(join(folder, 'mutants'), { recursive: true }).catch(() => []);
    const files = entries.filter((file) => file.endsWith('.meta'));
    if (files.length === 0) return undefined;
    const texts = await Promise.all(files.map((file) => readFile(join(folder, 'mutants', file), 'utf8')));
    const codes = texts.flatMap((text) => Object.values(MetaFile.parse(JSON.parse(text)).exit_code_by_key));
    return countTool(codes.map(String), PLACES);
  },
};

const deselections = ({ name }: BenchProject): string[] =>
  (TESTS_LEFT_OUT[name] ?? []).flatMap((test) => ['--deselect', test]);
