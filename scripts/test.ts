/** Every suite, one after the other, with one closing line over all of them: `npm test [-- SUITE …]`. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { runChecks } from './check.ts';
import { prepareTestTools } from './prepare-test-tools.ts';
import { preparePythonTools, projectRoot } from './python-tools.ts';

const Counts = z.object({ passed: z.int(), failed: z.int(), skipped: z.int().default(0) });
type Counts = z.infer<typeof Counts>;

const scratchFolder = mkdtempSync(path.join(tmpdir(), 'tinybug-test-'));

/** A suite that ends without counts (a crash, a hang that was cut) counts as one failure. */
async function runMocha(name: string, patterns: readonly string[]): Promise<Counts> {
  const countsFile = path.join(scratchFolder, `${name}.json`);
  const result = await execa(
    path.join(projectRoot, 'node_modules/.bin/mocha'),
    ['--reporter', 'scripts/mocha-counting-reporter.cjs', ...patterns],
    {
      cwd: projectRoot,
      stdio: 'inherit',
      reject: false,
      env: { TINYBUG_TEST_COUNTS: countsFile, TEMPORAL_CONFIG_FILE: '/dev/null' },
    },
  );
  if (!existsSync(countsFile)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = Counts.parse(JSON.parse(readFileSync(countsFile, 'utf8')));
  return result.failed && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function runPytest(): Promise<Counts> {
  const tools = await preparePythonTools();
  const reportFile = path.join(scratchFolder, 'pytest.xml');
  const result = await execa(
    path.join(tools, 'python'),
    ['-m', 'pytest', 'runner/tests', '-q', '-p', 'no:cacheprovider', `--junitxml=${reportFile}`],
    { cwd: projectRoot, stdio: 'inherit', reject: false },
  );
  if (!existsSync(reportFile)) return { passed: 0, failed: 1, skipped: 0 };
  const suite = /<testsuite [^>]*>/.exec(readFileSync(reportFile, 'utf8'))?.[0] ?? '';
  const attribute = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const skipped = attribute('skipped');
  const passed = attribute('tests') - failed - skipped;
  return { passed, failed: result.failed && failed === 0 ? 1 : failed, skipped };
}

const SUITES: Record<string, () => Promise<Counts>> = {
  check: async () => ({ ...(await runChecks()), skipped: 0 }),
  unit: () => runMocha('unit', ['test/unit/**/*.test.ts']),
  runner: runPytest,
  integration: () => runMocha('integration', ['test/integration/**/*.test.ts']),
  e2e: () => runMocha('e2e', ['test/e2e/**/*.test.ts']),
};

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !(name in SUITES));
  if (unknown.length > 0) {
    console.error(`Unknown suite: ${unknown.join(', ')}. There are: ${Object.keys(SUITES).join(', ')}.`);
    return 2;
  }
  if (wanted.length === 0 || wanted.some((name) => name === 'integration' || name === 'e2e')) await prepareTestTools();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, run] of Object.entries(SUITES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const startedAt = performance.now();
    console.log(`\n── ${name} ──`);
    const counts = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(
      `── ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s ──`,
    );
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  console.log(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(scratchFolder, { recursive: true, force: true });
}
