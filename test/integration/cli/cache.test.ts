import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { ExitCode } from '../../../shared/error-code.ts';
import type { MutantDetail } from '../../../shared/mutant-result.ts';
import { RunEvent } from '../../../shared/run-event.ts';
import type { Run } from '../../../shared/run.ts';
import { temporaryFolder, tinyProject, writeFiles } from '../../helpers/python-projects.ts';
import {
  activeEnvironment,
  buildProgram,
  connectToService,
  newDataFolder,
  startService,
  startTinybug,
} from './tinybug-process.ts';

const ARITHMETIC = `def add(first, second):
    return first + second


def price(rate):
    return int(rate) * 2


def is_large(number):
    return number > 3
`;
const FILES = {
  'arithmetic.py': ARITHMETIC,
  'tests/test_add.py': 'from arithmetic import add\n\ndef test_add():\n    assert add(1, 2) == 3\n',
  'tests/test_price.py':
    'from arithmetic import price\n\ndef test_price():\n    assert price(open("tests/rate.txt").read()) > 0\n',
  'tests/test_large.py': 'from arithmetic import is_large\n\ndef test_large():\n    assert is_large(9)\n',
  'tests/rate.txt': '7',
  'README.md': 'A project.',
};

interface Measured {
  readonly run: Run;
  /** Function, change and verdict of each mutant, in the order of the source. */
  readonly verdicts: readonly string[];
  /** Functions whose mutants this run has measured itself. */
  readonly measured: readonly string[];
  /** Tests that were started, mutants' included. */
  readonly started: readonly string[];
}

describe('the cache of verdicts', function () {
  this.timeout(300_000);
  let dataFolder: string;
  let service: Awaited<ReturnType<typeof startService>>;
  let project: string;
  let log: string;
  let distribution: string;
  let first: Measured;

  before(async () => {
    await buildProgram();
    dataFolder = await newDataFolder();
    service = await startService(dataFolder);
    log = join(await temporaryFolder('log'), 'started');
    project = await tinyProject(FILES);
    await writeFiles(project, { 'conftest.py': conftestFor(log) });
    distribution = await addEnvironment(project);
    first = await measure();
  });
  after(async () => {
    service.child.kill('SIGINT');
    await service.child;
  });

  async function measure(...options: string[]): Promise<Measured> {
    await writeFile(log, '');
    const { exitCode, stdout, stderr } = await startTinybug(dataFolder, ['measure', project, '--json', ...options]);
    assert.equal(exitCode, ExitCode.Success, stderr);
    const runId = RunEvent.parse(JSON.parse(stdout.split('\n')[0] ?? '')).runId;
    const { client } = connectToService(dataFolder);
    const params = { org: 'local', runId };
    const run = await client.call('showRun', { params });
    const { items } = await client.call('listMutants', { params, query: { limit: 500 } });
    const mutants: MutantDetail[] = [];
    for (const { id } of items) {
      mutants.push(await client.call('showMutant', { params: { ...params, mutantId: id } }));
    }
    const finished = stdout.match(/"type":"mutant-finished"/g)?.length;
    assert.equal(finished, mutants.filter(({ status }) => status !== 'Ignored').length);
    const own = mutants.filter(({ evidence }) => evidence !== undefined && evidence.reusedFrom === undefined);
    return {
      run,
      verdicts: mutants.map(
        (each) => `${each.functionName} ${each.replacement} ${each.status} ${each.killedBy.join()}`,
      ),
      measured: [...new Set(own.map(({ functionName }) => functionName))].sort(),
      started: (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
    };
  }

  const everything = ['add', 'is_large', 'price'];

  it('takes every verdict of a project that has not changed from the earlier run, and starts no test', async () => {
    assert.deepEqual(first.measured, everything);
    assert.ok(first.started.length > 0);
    const second = await measure();
    assert.deepEqual(second.started, []);
    assert.deepEqual(second.measured, []);
    assert.deepEqual(second.verdicts, first.verdicts);
    assert.deepEqual(second.run.counts, first.run.counts);
    assert.deepEqual(second.run.score, first.run.score);
    assert.equal(second.run.baseline?.reusedFrom, first.run.id);
    assert.equal(second.run.selection?.reused, second.run.counts.Killed + second.run.counts.Survived);
    const third = await measure();
    assert.deepEqual(third.started, []);
    assert.equal(third.run.baseline?.reusedFrom, first.run.id);
  });

  it('says how many verdicts it has reused, and shows for each which run has measured it', async () => {
    const { stdout, stderr } = await startTinybug(dataFolder, ['measure', project]);
    assert.match(stderr, /^Nothing has changed since an earlier run: 3 tests as then/m);
    assert.match(stderr, /; \d+ verdicts reused from earlier runs$/m);
    const id = / ([0-9a-f]{16})$/m.exec(stdout)?.[1] ?? '';
    const shown = await startTinybug(dataFolder, ['show', id]);
    assert.ok(shown.stdout.includes(`Measured by an earlier run, ${first.run.id}`), shown.stdout);
  });

  it('measures again, after a test has changed, only the mutants that it runs', async () => {
    const stronger = FILES['tests/test_large.py'].replace('is_large(9)', 'is_large(9) and not is_large(3)');
    await writeFiles(project, { 'tests/test_large.py': stronger });
    const changed = await measure();
    assert.deepEqual(changed.measured, ['is_large']);
    assert.ok(changed.run.counts.Killed > first.run.counts.Killed, 'the stronger test noticed nothing more');
    await writeFiles(project, { 'tests/test_large.py': FILES['tests/test_large.py'] });
    const back = await measure();
    assert.deepEqual(back.started, []);
    assert.deepEqual(back.verdicts, first.verdicts);
  });

  it('measures again, after a data file has changed, only the mutants of the tests that read it', async () => {
    await writeFiles(project, { 'tests/rate.txt': '8' });
    assert.deepEqual((await measure()).measured, ['price']);
  });

  it('measures nothing again after the documentation has changed, and everything after a file was added', async () => {
    await writeFiles(project, { 'README.md': 'A better project.' });
    const documented = await measure();
    assert.deepEqual(documented.measured, []);
    assert.equal(documented.run.baseline?.reusedFrom, undefined);
    await writeFiles(project, { 'tests/more.txt': '' });
    assert.deepEqual((await measure()).measured, everything);
  });

  it('measures everything again after the mutated file has changed', async () => {
    await writeFiles(project, { 'arithmetic.py': `${ARITHMETIC}\n\nUNUSED = ()\n` });
    assert.deepEqual((await measure()).measured, everything);
    assert.deepEqual((await measure()).measured, []);
  });

  it('measures everything again after an installed distribution has become another', async () => {
    await writeFile(join(distribution, 'METADATA'), 'Name: tiny\nVersion: 2\n');
    const upgraded = await measure();
    assert.deepEqual(upgraded.measured, everything);
    assert.equal(upgraded.run.baseline?.reusedFrom, undefined);
    await writeFile(join(distribution, 'METADATA'), 'Name: tiny\nVersion: 1\n');
    assert.deepEqual((await measure()).measured, []);
  });

  it('measures everything again with --no-cache, and keeps that', async () => {
    const again = await measure('--no-cache');
    assert.deepEqual(again.measured, everything);
    assert.equal(again.run.selection?.reused, undefined);
    const next = await measure();
    assert.deepEqual(next.started, []);
    assert.equal(next.run.baseline?.reusedFrom, again.run.id);
  });

  it('keeps nothing of a run during which the project was edited', async () => {
    const edited = join(project, 'tests', 'edited.txt');
    await writeFiles(project, { 'conftest.py': `${conftestFor(log)}open(${JSON.stringify(edited)}, "w").close()\n` });
    assert.deepEqual((await measure()).measured, everything);
    await rm(edited);
    assert.deepEqual((await measure()).measured, everything);
  });
});

/** Says of every test that it was started, outside of the project. */
const conftestFor = (log: string): string =>
  `def pytest_runtest_call(item):\n    open(${JSON.stringify(log)}, "a").write(item.nodeid + "\\n")\n\n`;

/** Gives the project an environment of its own with pytest and a distribution; returns the distribution's folder. */
async function addEnvironment(project: string): Promise<string> {
  const { VIRTUAL_ENV: withPytest } = await activeEnvironment();
  await execa(join(withPytest, 'bin', 'python'), ['-m', 'venv', '--without-pip', join(project, '.venv')]);
  const libraries = join('lib', (await readdir(join(withPytest, 'lib')))[0] ?? '', 'site-packages');
  const own = join(project, '.venv', libraries);
  await writeFile(join(own, 'pytest.pth'), `${join(withPytest, libraries)}\n`);
  const distribution = join(own, 'tiny-1.dist-info');
  await mkdir(distribution);
  await writeFile(join(distribution, 'METADATA'), 'Name: tiny\nVersion: 1\n');
  return distribution;
}
