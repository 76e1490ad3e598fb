import assert from 'node:assert/strict';
import { executedMutants, type ToolCounts } from '../../../scripts/bench/mutant-counts.ts';
import { countDump } from '../../../scripts/bench/rivals/cosmic-ray.ts';
import { RIVALS } from '../../../scripts/bench/rivals/registry.ts';
import { tinyProject } from '../../helpers/python-projects.ts';

const irradiateMutants = (...statuses: string[]) => ({ mutants: statuses.map((status) => ({ status, id: 'x' })) });

interface Case {
  readonly tool: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly counts: Partial<ToolCounts>;
}

const CASES: readonly Case[] = [
  {
    tool: 'mutmut',
    files: {
      'mutants/src/a.py.meta': '{"exit_code_by_key": {"a": 1, "b": 0, "c": 33, "d": null, "e": -11}}',
      'mutants/src/b.py.meta': '{"exit_code_by_key": {"f": 36, "g": 3, "h": 37}, "durations_by_key": {}}',
    },
    counts: { killed: 2, survived: 1, timeout: 1, other: 1, notRun: 3 },
  },
  {
    tool: 'irradiate',
    files: {
      'irradiate-report.json': JSON.stringify({
        files: { 'a.py': irradiateMutants('Killed', 'NoCoverage'), 'b.py': irradiateMutants('Survived', 'Timeout') },
      }),
    },
    counts: { killed: 1, survived: 1, timeout: 1, notRun: 1 },
  },
  {
    tool: 'pytest-gremlins',
    files: {
      'coverage/gremlins/gremlins.json':
        '{"summary": {"total": 9, "zapped": 4, "survived": 2, "timeout": 1, "error": 1, "pardoned": 1}}',
    },
    counts: { killed: 4, survived: 2, timeout: 1, other: 1, notRun: 1 },
  },
  {
    tool: 'pytest-gremlins',
    output: 'Starting …\npytest-gremlins: Progress 1/33pytest-gremlins: Progress 2/33',
    counts: { untold: 2, notRun: 31 },
  },
  {
    tool: 'fest-mutate, plugin',
    output:
      '  [1/4] \u001b[2m○\u001b[0m NO_COV    /p/killed.py:1 x `KILLED`\n  [2/4] ✔ KILLED    /p/a.py:2 x\n' +
      '  [3/4] ✘ SURVIVED  /p/a.py:3 x\n    """ -> `""`  (0ms)\n  [4/4] ! ERROR     /p/a.py:4 x\n',
    counts: { killed: 1, survived: 1, other: 1, notRun: 1 },
  },
  {
    tool: 'pytestmut',
    files: {
      '.pytestmut/reports/report.json': JSON.stringify({
        results: {
          a: { status: 'killed' },
          b: { status: 'survived' },
          c: { status: 'not_run' },
          d: { status: 'no_coverage' },
          e: { status: 'timeout' },
        },
      }),
    },
    counts: { killed: 1, survived: 1, timeout: 1, notRun: 2 },
  },
];

describe('Counts of another tool', () => {
  const none = { killed: 0, survived: 0, timeout: 0, other: 0, untold: 0, notRun: 0 };
  const rivalOf = (tool: string) => RIVALS.find(({ name }) => name === tool) ?? assert.fail(`There is no ${tool}.`);

  for (const { tool, files, output = '', counts } of CASES) {
    it(`are read from the ${files === undefined ? 'output' : 'results'} of ${tool}`, async () => {
      const folder = await tinyProject(files ?? {});
      assert.deepEqual(await rivalOf(tool).readCounts(folder, output), { ...none, ...counts });
    });
  }

  it("are read from cosmic-ray's dump, where a time-out is a kill with that output", () => {
    const result = (fields: object) => JSON.stringify([{ job_id: 'x' }, { worker_outcome: 'normal', ...fields }]);
    const dump = [
      result({ test_outcome: 'killed', output: 'FAILED tests/test_a.py' }),
      result({ test_outcome: 'killed', output: 'timeout' }),
      result({ test_outcome: 'survived', output: '' }),
      result({ test_outcome: 'incompetent', output: 'Traceback' }),
      result({ worker_outcome: 'skipped', test_outcome: null }),
      JSON.stringify([{ job_id: 'x' }, null]),
    ].join('\n');
    const expected = { ...none, killed: 1, timeout: 1, survived: 1, other: 1, notRun: 2 };
    assert.deepEqual(countDump(dump), expected);
    assert.equal(executedMutants(expected), 4);
  });

  for (const { name, readCounts } of RIVALS.filter((rival) => rival.name !== 'cosmic-ray')) {
    it(`are absent where ${name} left no results`, async () => {
      assert.equal(await readCounts(await tinyProject({}), 'Traceback: it did not start'), undefined);
    });
  }
});
