import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openMeasuredProject } from '../../../scripts/oracle/measured-project.ts';
import type { TinybugVerdict } from '../../../scripts/oracle/tinybug-verdict.ts';
import { listProcesses } from '../../../service/ci/local/process-table.ts';
import { until } from '../../helpers/ci-job.ts';
import { hashTree, tinyProject } from '../../helpers/python-projects.ts';
import { oracleArguments, runOracle, verdictOn, writeVerdicts } from './oracle-process.ts';

const LOOP = `def grow(number):
    while number < 3:
        number += 1
    return number


def block():
    return bytes(1 * 8)


def leave():
    return 0
`;
const TESTS = `import os
import subprocess
import sys

import loop


def test_grow():
    open("made-by-the-tests", "x").close()
    if loop.grow(0) != 3:
        os._exit(0)


def test_block():
    assert len(loop.block()) == 8


def test_leave():
    subprocess.run([sys.executable, "-c", "import loop; raise SystemExit(loop.leave())"], check=True)
`;

describe('The oracle, on mutants that do harm,', function () {
  this.timeout(300_000);
  let project: string;
  /** That nobody has measured. */
  let verdicts: TinybugVerdict[];

  before(async () => {
    project = await tinyProject({ 'loop.py': LOOP, 'test_loop.py': TESTS });
    const { mutants } = await openMeasuredProject(project);
    verdicts = mutants.map((mutant) => ({ mutant, status: 'Killed', killedBy: [] }));
  });

  const judge = async (doubtful: readonly TinybugVerdict[]) => {
    const end = await runOracle(project, ['--verdicts', await writeVerdicts(doubtful)]);
    assert.ok(end.report, end.output);
    return end.report.comparisons;
  };

  it('ends an endless loop by its CPU time and calls that a soft difference from Killed', async () => {
    const [comparison] = await judge([verdictOn(verdicts, '+=', '-=')]);
    assert.equal(comparison?.runs[0]?.outcome, 'hangs');
    assert.equal(comparison.agreement, 'agrees-softly');
  });

  it('does not take a process that ends itself with exit code 0 for a suite that passes', async () => {
    const [comparison] = await judge([verdictOn(verdicts, '<', '<=')]);
    assert.match(comparison?.runs[0]?.end ?? '', /exit code 0 before pytest came to its end/);
    assert.equal(comparison?.agreement, 'agrees');
  });

  it('starts from a fresh copy each time and reaches processes that tests start', async () => {
    const treeBefore = hashTree(project);
    const same = { ...verdictOn(verdicts, '*', '/'), status: 'Survived' as const };
    const inProcess = verdictOn(verdicts, '0', '1');
    const comparisons = await judge([same, inProcess]);
    assert.deepEqual(
      comparisons.map(({ runs }) => runs.map(({ failing }) => failing?.split(':', 1)[0])),
      [Array.from({ length: 3 }, () => 'test_loop.test_block'), ['test_loop.test_leave']],
    );
    assert.equal(hashTree(project), treeBefore);
  });

  it('leaves no process behind when it is killed while a suite runs', async () => {
    const endless = { ...verdictOn(verdicts, '+=', '-='), status: 'Timeout' as const };
    const options = ['--verdicts', await writeVerdicts([endless]), '--no-cache', '--workers', '1'];
    const oracle = spawn(process.execPath, await oracleArguments(project, options), {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    oracle.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const children = async () => (await listProcesses()).filter(({ parentPid }) => parentPid === oracle.pid);
    let suite: number | undefined;
    await until(async () => {
      assert.equal(oracle.exitCode, null, output);
      const leader = (await children()).find(({ pid, sessionId }) => pid === sessionId);
      if (output.includes('on each of')) suite = leader?.pid;
      return suite !== undefined;
    });
    oracle.kill('SIGKILL');
    await once(oracle, 'exit');
    await until(async () => !(await listProcesses()).some(({ sessionId }) => sessionId === suite));
  });
});
