/** The known-answer packs on every supported Python: `npm run packs -- [--python 3.9,3.13] [PACK …]`. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import { preparePackEnvironment } from './packs/pack-environment.ts';
import { describePacks, readPackOutcomes, type PackOutcomes } from './packs/pack-outcomes.ts';
import { findPythonVersion, SUPPORTED_VERSIONS } from './packs/python-versions.ts';
import { projectRoot } from './python-tools.ts';

interface PackRun {
  readonly outcomes: PackOutcomes;
  readonly hasFailed: boolean;
}

const TEST_FILES = ['runner/tests/test_packs.py', 'runner/tests/test_flaky.py'];
const PLUGINS = ['-p', 'xdist', '-p', 'no:cacheprovider', '-n', '2'];

const scratchFolder = mkdtempSync(path.join(tmpdir(), 'tinybug-packs-'));

async function runPacks(version: string, packs: readonly string[]): Promise<PackRun> {
  const python = await preparePackEnvironment(await findPythonVersion(version));
  const reportFile = path.join(scratchFolder, `${version}.xml`);
  const chosen = packs.length === 0 ? [] : ['-k', packs.map((pack) => `[${pack}]`).join(' or ')];
  const result = await execa(
    python,
    ['-m', 'pytest', ...TEST_FILES, ...PLUGINS, ...chosen, '-q', '-rx', '--tb=short', `--junitxml=${reportFile}`],
    {
      cwd: projectRoot,
      stdio: 'inherit',
      reject: false,
      env: { PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1', TINYBUG_PACKS: 'all' },
    },
  );
  const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : '';
  return { outcomes: readPackOutcomes(report), hasFailed: result.failed };
}

async function main(versions: readonly string[], packs: readonly string[]): Promise<number> {
  const byVersion = new Map<string, PackOutcomes>();
  let failures = 0;
  for (const version of versions) {
    const startedAt = performance.now();
    const { outcomes, hasFailed } = await runPacks(version, packs);
    byVersion.set(version, outcomes);
    if (hasFailed || outcomes.size === 0) failures += 1;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    console.log(`Python ${version}: ${outcomes.size} packs in ${seconds} s`);
  }
  console.log(`\n${describePacks(byVersion)}`);
  return failures === 0 ? 0 : 1;
}

const program = new Command('packs')
  .description('Runs the known-answer packs of the runner on the given versions of Python and prints a table.')
  .argument('[packs...]', 'names of packs, all by default')
  .option('--python <versions>', 'versions with commas between them', SUPPORTED_VERSIONS.join(','))
  .parse();

try {
  const { python } = program.opts<{ python: string }>();
  process.exitCode = await main(python.split(','), program.args);
} finally {
  rmSync(scratchFolder, { recursive: true, force: true });
}
