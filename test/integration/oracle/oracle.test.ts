import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OracleReport } from '../../../scripts/oracle/oracle-report.ts';
import type { TinybugVerdict } from '../../../scripts/oracle/tinybug-verdict.ts';
import { hashTree, temporaryFolder, tinyProject } from '../../helpers/python-projects.ts';
import { runOracle, verdictOn, writeVerdicts } from './oracle-process.ts';

const SHOP = `def total(prices):
    return sum(prices) + 1


def fits(weight):
    return weight < 10


def unused(number):
    return number - 1
`;
const TESTS = `import shop

def test_total():
    assert shop.total([2, 3]) == 6

def test_fits():
    assert shop.fits(1)
`;

const counted = ({ comparisons }: OracleReport, agreement: string): number =>
  comparisons.filter((comparison) => comparison.agreement === agreement).length;

describe('The oracle', function () {
  this.timeout(300_000);
  let project: string;
  let honest: OracleReport;
  let verdicts: TinybugVerdict[];

  before(async () => {
    project = await tinyProject({ 'src/shop.py': SHOP, 'tests/test_shop.py': TESTS });
    const treeBefore = hashTree(project);
    // As an environment does that imports the project from its own folder.
    const end = await runOracle(project, ['--sample', '100'], { PYTHONPATH: join(project, 'src') });
    assert.ok(end.report, end.output);
    assert.equal(end.exitCode, 0, end.output);
    assert.equal(hashTree(project), treeBefore);
    honest = end.report;
    verdicts = honest.comparisons.map(({ verdict }) => verdict);
  });

  const judge = (verdictsFile: string, options: readonly string[] = [], environment = {}) =>
    runOracle(project, ['--sample', '100', '--verdicts', verdictsFile, ...options], {
      PYTHONPATH: join(project, 'src'),
      ...environment,
    });

  it('agrees with right verdicts on every mutant of a project, although the environment points to the project itself', () => {
    const statuses = new Set(honest.comparisons.map(({ verdict }) => verdict.status));
    assert.deepEqual([...statuses].sort(), ['Killed', 'NoCoverage', 'Survived']);
    assert.equal(counted(honest, 'agrees'), honest.comparisons.length);
    assert.equal(verdictOn(verdicts, '+', '-').status, 'Killed');
  });

  it('finds a planted false verdict of either kind, after three runs that say the same, and ends with exit code 1', async () => {
    const caught = verdictOn(verdicts, '+', '-');
    const uncaught = verdicts.find(({ status }) => status === 'Survived');
    assert.ok(uncaught);
    const doctored = verdicts.map((verdict) => {
      if (verdict === caught) return { ...verdict, status: 'Survived' as const };
      return verdict === uncaught ? { ...verdict, status: 'Killed' as const } : verdict;
    });
    const { exitCode, report, output } = await judge(await writeVerdicts(doctored));
    assert.ok(report, output);
    assert.equal(exitCode, 1, output);
    const disagreements = report.comparisons.filter(({ agreement }) => agreement === 'disagrees');
    assert.deepEqual(
      disagreements.map(({ verdict, runs }) => [verdict.mutant.id, ...runs.map(({ outcome }) => outcome)]).sort(),
      [
        [caught.mutant.id, 'fails', 'fails', 'fails'],
        [uncaught.mutant.id, 'passes', 'passes', 'passes'],
      ].sort(),
    );
    assert.match(output, /^- {4}return sum\(prices\) \+ 1\n\+ {4}return sum\(prices\) - 1$/m);
    assert.match(output, /Oracle: {2}fails.*test_total/);
  });

  it('counts RuntimeError and Flaky apart from any agreement', async () => {
    const [first, second] = verdicts;
    assert.ok(first && second);
    const none = [
      { ...first, status: 'RuntimeError' as const },
      { ...second, status: 'Flaky' as const },
    ];
    const { exitCode, report, output } = await judge(await writeVerdicts(none));
    assert.ok(report, output);
    assert.equal(counted(report, 'no-verdict'), 2);
    assert.equal(exitCode, 0);
    assert.match(output, /nothing to compare/);
  });

  it('does not repeat runs of the suite when a larger sample of the same seed follows', async () => {
    const cache = await temporaryFolder('oracle-cache');
    const saved = await writeVerdicts(verdicts);
    const runs = async (): Promise<string[]> => {
      const [file = ''] = await readdir(join(cache, 'oracle'));
      const lines = (await readFile(join(cache, 'oracle', file), 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => (JSON.parse(line) as { mutantId: string }).mutantId);
    };
    await judge(saved, ['--sample', '2'], { TINYBUG_CACHE: cache });
    const early = await runs();
    assert.equal(early.length, 2);
    await judge(saved, ['--sample', '4'], { TINYBUG_CACHE: cache });
    const late = await runs();
    assert.deepEqual(late.slice(0, 2), early);
    assert.equal(new Set(late).size, 4);
    assert.equal(late.length, 4);
  });

  it('refuses a project whose suite fails without any mutant, with exit code 2', async () => {
    const red = await tinyProject({ 'shop.py': SHOP, 'test_shop.py': `${TESTS}\n\ndef test_red():\n    assert 0\n` });
    const { exitCode, output } = await runOracle(red, ['--verdicts', await writeVerdicts([])]);
    assert.equal(exitCode, 2);
    assert.match(output, /Without any mutant, the suite of a copy does not pass.*test_red/s);
  });
});
