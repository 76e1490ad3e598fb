import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../../../shared/error-code.ts';
import { RunEvent } from '../../../shared/run-event.ts';
import { tinyProject } from '../../helpers/python-projects.ts';
import { buildProgram, newDataFolder, startTinybug } from './tinybug-process.ts';

const FILES = {
  'shop.py': `TAXES = {
    "food": lambda price: price * 7,
    "toys": lambda price: price * 19,
}


def early(): return 5


EARLY = early()


def sell(price, count=2):
    return price


def give(item, count=3):
    return item


def lend(item, days=4):
    return item
`,
  'tests/test_taxes.py': 'import shop\n\ndef test_food():\n    assert shop.TAXES["food"](2) == 14\n',
  'tests/test_early.py': 'import shop\n\ndef test_early():\n    assert shop.EARLY == 5\n',
  'tests/test_sell.py': 'import shop\n\ndef test_sell():\n    assert shop.sell(7) == 7\n',
  'tests/test_lend.py': 'import shop\n\ndef test_lend():\n    assert shop.lend.__defaults__ == (4,)\n',
};

const EXPECTED = [
  '7: Killed by tests/test_taxes.py::test_food',
  '19: NoCoverage',
  '5: Killed by tests/test_early.py::test_early',
  '2: Survived',
  '3: NoCoverage',
  '4: Killed by tests/test_lend.py::test_lend',
];

describe('mutants that only calls of one function show', function () {
  this.timeout(180_000);
  let dataFolder: string;
  let project: string;

  before(async () => {
    await buildProgram();
    dataFolder = await newDataFolder();
    project = await tinyProject(FILES);
  });

  async function measure(): Promise<{ verdicts: string[]; isBaselineReused: boolean }> {
    const { exitCode, stdout, stderr } = await startTinybug(dataFolder, ['measure', project, '--json']);
    assert.equal(exitCode, ExitCode.Success, stderr);
    const payloads = stdout
      .trimEnd()
      .split('\n')
      .map((line) => RunEvent.parse(JSON.parse(line)).payload);
    const mutants = payloads.flatMap((payload) => (payload.type === 'mutant-finished' ? [payload.mutant] : []));
    const verdicts = mutants
      .filter(({ mutatorName }) => mutatorName === 'NumberLiteral')
      .toSorted((a, b) => a.byteRange[0] - b.byteRange[0])
      .map(({ original, status, killedBy }) => `${original}: ${[status, ...killedBy].join(' by ')}`);
    assert.ok(mutants.every((mutant) => !('confinedTo' in mutant)));
    const isBaselineReused = payloads.some(
      (payload) => payload.type === 'baseline-finished' && payload.baseline.reusedFrom !== undefined,
    );
    return { verdicts, isBaselineReused };
  }

  it('have the verdicts that all tests would give, and NoCoverage where nobody calls it', async () => {
    assert.deepEqual(await measure(), { verdicts: EXPECTED, isBaselineReused: false });
  });

  it('have them with a baseline that is reused, too', async () => {
    assert.deepEqual(await measure(), { verdicts: EXPECTED, isBaselineReused: true });
    await writeFile(join(project, 'shop.py'), `${FILES['shop.py']}\n\nMORE = ""\n`);
    assert.deepEqual(await measure(), { verdicts: EXPECTED, isBaselineReused: false });
  });
});
