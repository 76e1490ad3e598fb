import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { testEnvironment } from '../../../service/ci/local/child-environment.ts';

const TestTimes = z.record(z.string(), z.number());

const PLUGINS = join(import.meta.dirname, '..', 'plugins');
/** The least of several is closest to what the test itself needs: the first test to use something pays for all. */
const RUNS = 3;

/** CPU time of each test, in milliseconds, without any tracing, which the baseline's own times contain. */
export async function measureTestTimes(
  python: string,
  projectFolder: string,
  pytestArguments: readonly string[],
): Promise<Map<string, number>> {
  const scratch = await mkdtemp(join(tmpdir(), 'tinybug-bench-times-'));
  const path = join(scratch, 'times.json');
  const environment = testEnvironment(process.env, python, projectFolder);
  const searchPath = [PLUGINS, environment['PYTHONPATH'] ?? ''].filter((entry) => entry !== '').join(delimiter);
  const least = new Map<string, number>();
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const options = ['-p', 'tinybug_bench_test_times', '-p', 'no:cacheprovider', '--quiet', ...pytestArguments];
      await execa(python, ['-m', 'pytest', ...options], {
        cwd: projectFolder,
        env: { ...environment, PYTHONPATH: searchPath, TINYBUG_BENCH_TEST_TIMES: path, TMPDIR: scratch },
        extendEnv: false,
      });
      for (const [test, cpuMs] of Object.entries(TestTimes.parse(JSON.parse(await readFile(path, 'utf8')))))
        least.set(test, Math.min(cpuMs, least.get(test) ?? Infinity));
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return least;
}
