import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { z } from 'zod';
import { testEnvironment } from '../../service/ci/local/child-environment.ts';
import { lastLines } from '../../service/ci/local/job-log.ts';
import { tellsDiskFull } from '../../service/ci/local/disk-full.ts';
import { runConfined, type ConfinedEnd, type ProcessLimits } from './confined-process.ts';
import type { InterpreterFacts } from './interpreter-facts.ts';
import { readJunitSummary, type JunitSummary } from './junit-summary.ts';

/** How the whole suite ended in a fresh process. */
export const SuiteRun = z.strictObject({
  outcome: z.enum(['passes', 'fails', 'hangs']),
  /** A sentence's second half: how the process ended. */
  end: z.string(),
  /** Tests that pytest counted; absent where it did not come to its end. */
  tests: z.int().optional(),
  /** The first test that failed, and by what. */
  failing: z.string().optional(),
  cpuMs: z.number(),
  wallMs: z.number(),
  outputTail: z.string(),
});
export type SuiteRun = z.infer<typeof SuiteRun>;

/** What is the same in all runs of a project's suite. */
export interface SuiteSetting {
  readonly projectFolder: string;
  readonly python: string;
  readonly facts: InterpreterFacts;
  readonly pytestArguments: readonly string[];
  /** Ids of tests that are left out. */
  readonly flakyTests: readonly string[];
  /** Folders of the project, relative, that must be searched for modules besides those the interpreter tells of. */
  readonly importRoots: readonly string[];
  readonly limits: ProcessLimits;
}

/** Where one run happens: the copy it runs in, and a folder for whatever it writes. */
export interface SuitePlace {
  readonly copy: string;
  readonly scratch: string;
}

const PLUGINS_FOLDER = join(import.meta.dirname, 'plugins');
const LOADED_MODULES_VARIABLE = 'TINYBUG_ORACLE_LOADED_MODULES';

/** What must be taken back for runs to be comparable, by the distribution that brings it. The last argument wins. */
const ARGUMENTS_BY_DISTRIBUTION: Readonly<Record<string, readonly string[]>> = {
  hypothesis: ['-p', 'tinybug_oracle_steady_hypothesis'],
  'pytest-cov': ['--no-cov'],
  'pytest-randomly': ['--randomly-seed=0', '--randomly-dont-reorganize'],
  'pytest-random-order': ['--random-order-bucket=none'],
  'pytest-timeout': ['--timeout=0'],
  'pytest-xdist': ['-n0'],
};

/** Runs the whole suite once, in a fresh process that knows nothing of Tinybug's runner. */
export async function runSuite(
  setting: SuiteSetting,
  { copy, scratch }: SuitePlace,
  plugins: readonly string[] = [],
): Promise<SuiteRun> {
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  for (const name of ['home', 'tmp', 'cache']) await mkdir(join(scratch, name), { recursive: true });
  const junitPath = join(scratch, 'junit.xml');
  const outputPath = join(scratch, 'output');
  const end = await runConfined({
    command: [setting.python, '-m', 'pytest', ...suiteArguments(setting, scratch, junitPath, plugins)],
    folder: copy,
    environment: suiteEnvironment(setting, copy, scratch),
    outputPath,
    limits: setting.limits,
  });
  const output = lastLines(await readFile(outputPath, 'utf8'));
  if (tellsDiskFull(output)) throw new Error(`The disk is full, so the suite says nothing: ${output}`);
  return describeRun(end, await readJunitSummary(junitPath), output, setting.limits);
}

function suiteArguments(
  { facts, pytestArguments, flakyTests }: SuiteSetting,
  scratch: string,
  junitPath: string,
  plugins: readonly string[],
): string[] {
  const installed = new Set(facts.distributions.map(([name]) => name));
  const neutral = Object.entries(ARGUMENTS_BY_DISTRIBUTION).filter(([name]) => installed.has(name));
  return [
    ...pytestArguments,
    '--maxfail=1',
    // A cache of its own, not "no:cacheprovider": options such as --ff in a project's settings need the plugin.
    ...['-o', `cache_dir=${join(scratch, 'cache')}`],
    `--basetemp=${join(scratch, 'base')}`,
    `--junitxml=${junitPath}`,
    ...neutral.flatMap(([, more]) => more),
    ...flakyTests.map((id) => `--deselect=${id}`),
    ...plugins.flatMap((plugin) => ['-p', plugin]),
  ];
}

function suiteEnvironment(setting: SuiteSetting, copy: string, scratch: string): Record<string, string> {
  const { python, facts, projectFolder, importRoots } = setting;
  const isInside = (entry: string): boolean => insideOf(projectFolder, entry) !== undefined;
  const roots = facts.path.map((entry) => insideOf(projectFolder, entry)).filter((root) => root !== undefined);
  const searched = [...new Set([...roots, ...importRoots])].map((root) => join(copy, root)).filter(existsSync);
  const users = (process.env['PYTHONPATH'] ?? '').split(delimiter).filter((entry) => entry !== '' && !isInside(entry));
  const inherited = Object.entries(testEnvironment(process.env, python, copy)).filter(
    ([name]) => !name.startsWith('XDG_'),
  );
  return {
    ...Object.fromEntries(inherited),
    PYTHONPATH: [PLUGINS_FOLDER, ...searched, ...users].join(delimiter),
    HOME: join(scratch, 'home'),
    // With another HOME, an interpreter outside a virtual environment would no longer find the user's packages.
    PYTHONUSERBASE: facts.userBase,
    TMPDIR: join(scratch, 'tmp'),
    [LOADED_MODULES_VARIABLE]: join(scratch, 'modules.json'),
  };
}

/** The path relative to the folder, or `undefined` where it lies elsewhere. */
export function insideOf(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith('../') || isAbsolute(inside) ? undefined : inside;
}

function describeRun(
  end: ConfinedEnd,
  junit: JunitSummary | undefined,
  output: string,
  limits: ProcessLimits,
): SuiteRun {
  const isWhole = junit !== undefined;
  // Without its report the process ended by itself, as by os._exit(0), and said nothing about the tests.
  const outcome = end.overrun !== undefined ? 'hangs' : end.exitCode === 0 && isWhole ? 'passes' : 'fails';
  return {
    outcome,
    end: describeEnd(end, isWhole, limits),
    ...(isWhole && { tests: junit.tests }),
    ...(junit?.failing !== undefined && { failing: junit.failing }),
    cpuMs: Math.round(end.cpuMs),
    wallMs: Math.round(end.wallMs),
    outputTail: output,
  };
}

function describeEnd(end: ConfinedEnd, isWhole: boolean, limits: ProcessLimits): string {
  if (end.overrun === 'cpu') return `used more than ${(limits.cpuMs / 1000).toFixed(0)} s of CPU time`;
  if (end.overrun === 'idle') return `used no CPU time for ${(limits.idleMs / 1000).toFixed(0)} s`;
  if (end.signal !== null) return `died of ${end.signal}`;
  return `ended with exit code ${String(end.exitCode)}${isWhole ? '' : ' before pytest came to its end'}`;
}
