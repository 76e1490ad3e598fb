/** Every suite, one after the other, with one closing line over all of them: `npm test [-- SUITE …]`. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa, type Result } from 'execa';
import { z } from 'zod';
import { runChecks } from './check.ts';
import { runHostTests } from './host-tests.ts';
import { describeFailedTest, FailedTest } from './failed-test.ts';
import { prepareTestTools } from './prepare-test-tools.ts';
import { preparePythonTools, projectRoot } from './python-tools.ts';
import { readJunitReport } from './read-junit-report.ts';

const Outcome = z.object({
  passed: z.int(),
  skipped: z.int(),
  failures: z.array(FailedTest).readonly(),
  titles: z.array(z.string()).optional(),
});
type Outcome = z.infer<typeof Outcome>;

const scratchFolder = mkdtempSync(path.join(tmpdir(), 'tinybug-test-'));

/** A suite that ends without an outcome (a crash, a hang that was cut) or badly without a failed test counts as one failure. */
function withEnding(outcome: Outcome | undefined, command: string, ended: Pick<Result, 'failed' | 'message'>): Outcome {
  const { passed, skipped, failures } = outcome ?? { passed: 0, skipped: 0, failures: [] };
  if (outcome !== undefined && (!ended.failed || failures.length > 0)) return outcome;
  const message = ended.message ?? 'It ended without saying what it had run.';
  return { passed, skipped, failures: [...failures, { title: command, message }] };
}

async function runMocha(name: string, patterns: readonly string[]): Promise<Outcome> {
  const outcomeFile = path.join(scratchFolder, `${name}.json`);
  const ended = await execa(
    path.join(projectRoot, 'node_modules/.bin/mocha'),
    ['--reporter', 'scripts/mocha-counting-reporter.cjs', ...patterns],
    {
      cwd: projectRoot,
      stdio: 'inherit',
      reject: false,
      env: { TINYBUG_TEST_COUNTS: outcomeFile, TEMPORAL_CONFIG_FILE: '/dev/null' },
    },
  );
  const outcome = existsSync(outcomeFile) ? Outcome.parse(JSON.parse(readFileSync(outcomeFile, 'utf8'))) : undefined;
  return withEnding(outcome, `mocha ${patterns.join(' ')}`, ended);
}

async function runPytest(): Promise<Outcome> {
  const tools = await preparePythonTools();
  const reportFile = path.join(scratchFolder, 'pytest.xml');
  const ended = await execa(
    path.join(tools, 'python'),
    ['-m', 'pytest', 'runner/tests', '-q', '-p', 'no:cacheprovider', `--junitxml=${reportFile}`],
    { cwd: projectRoot, stdio: 'inherit', reject: false },
  );
  const outcome = existsSync(reportFile) ? readJunitReport(readFileSync(reportFile, 'utf8')) : undefined;
  return withEnding(outcome && { ...outcome, failures: [...outcome.failures] }, 'pytest runner/tests', ended);
}

/** In the extension host of a real VS Code, whose reporter writes the outcome. */
async function runHost(): Promise<Outcome> {
  const outcomeFile = path.join(scratchFolder, 'host.json');
  const ended = await runHostTests(outcomeFile).then(
    () => ({ failed: false, message: '' }),
    (error: unknown) => ({ failed: true, message: error instanceof Error ? error.message : String(error) }),
  );
  const outcome = existsSync(outcomeFile) ? Outcome.parse(JSON.parse(readFileSync(outcomeFile, 'utf8'))) : undefined;
  for (const title of outcome?.titles ?? []) console.log(`  ✔ ${title}`);
  return withEnding(outcome, 'test/host in VS Code', ended);
}

const SUITES: Record<string, () => Promise<Outcome>> = {
  check: async () => ({ ...(await runChecks()), skipped: 0 }),
  unit: () => runMocha('unit', ['test/unit/**/*.test.ts']),
  runner: runPytest,
  integration: () => runMocha('integration', ['test/integration/**/*.test.ts']),
  host: runHost,
  e2e: () => runMocha('e2e', ['test/e2e/*.test.ts']),
  extension: () => runMocha('extension', ['test/e2e/extension/*.test.ts']),
  // What fails at GitHub, and how, is told by `npm run test:github`.
  github: () => runMocha('github', ['test/github/sharded.test.ts', 'test/github/branch-per-mutant.test.ts']),
};

const USE_TOOLS: readonly string[] = ['integration', 'host', 'e2e', 'extension', 'github'];

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !(name in SUITES));
  if (unknown.length > 0) {
    console.error(`Unknown suite: ${unknown.join(', ')}. There are: ${Object.keys(SUITES).join(', ')}.`);
    return 2;
  }
  if (wanted.length === 0 || wanted.some((name) => USE_TOOLS.includes(name))) await prepareTestTools();
  const total = { passed: 0, skipped: 0 };
  const failed: string[][] = [];
  for (const [name, run] of Object.entries(SUITES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const { passed, skipped, failures } = await runSuite(name, run);
    total.passed += passed;
    total.skipped += skipped;
    failed.push(...failures.map((failure) => describeFailedTest(name, failure)));
  }
  if (failed.length > 0) console.log(['', '── failed ──', ...failed.flat()].join('\n'));
  console.log(
    `\n${total.passed} passed, ${failed.length} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  return failed.length === 0 && total.passed > 0 ? 0 : 1;
}

async function runSuite(name: string, run: () => Promise<Outcome>): Promise<Outcome> {
  const startedAt = performance.now();
  console.log(`\n── ${name} ──`);
  const outcome = await run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const { passed, skipped, failures } = outcome;
  console.log(`── ${name}: ${passed} passed, ${failures.length} failed, ${skipped} skipped in ${seconds} s ──`);
  return outcome;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(scratchFolder, { recursive: true, force: true });
}
