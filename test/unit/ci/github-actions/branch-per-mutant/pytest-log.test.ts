import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { findSection, readLogSections } from '../../../../../service/ci/github-actions/branch-per-mutant/job-log.ts';
import { readJunitReports } from '../../../../../service/ci/github-actions/branch-per-mutant/junit-report.ts';
import { createNodeIds } from '../../../../../service/ci/github-actions/branch-per-mutant/node-id.ts';
import { readPytestSessions } from '../../../../../service/ci/github-actions/branch-per-mutant/pytest-log.ts';

const fixture = (name: string) => readFile(new URL(`../../../../fixtures/ci-output/${name}`, import.meta.url), 'utf8');
const sessions = (text: string) => readPytestSessions(text.trim().split('\n'));
const endings = (text: string) => sessions(text).map(({ ending }) => ending);

const START = '============================= test session starts ==============================';
const SUMMARY = '=========================== short test summary info ============================';

describe('readLogSections', () => {
  it('tells which lines of a job log belong to which step', async () => {
    const sections = readLogSections(await fixture('failures.log'));
    assert.deepEqual(
      sections.map(({ title, isScript, lines, errors }) => [title, isScript, lines.length, errors]),
      [
        ['actions/checkout@v4', false, 4, []],
        ['python -m pip install -e .[test]', true, 1, []],
        ['pytest --junitxml=x.xml', true, sections[2]!.lines.length, ['Process completed with exit code 1.']],
      ],
    );
    assert.ok(sections[2]!.lines.length > 70);
  });

  it('takes no group that a program prints for a step', () => {
    const log =
      '##[group]Run pytest\npytest\nshell: bash\n##[endgroup]\n##[group]Run of numbers\n1\n##[endgroup]\n1 passed in 0.1s';
    assert.deepEqual(
      readLogSections(log).map(({ title }) => title),
      ['pytest'],
    );
    assert.equal(findSection(readLogSections(log), ' pytest ')?.lines.at(-1), '1 passed in 0.1s');
    assert.equal(findSection(readLogSections(log), 'tox'), undefined);
  });
});

describe('readPytestSessions', () => {
  it('finds in the log the failures that the JUnit report of the same run has', async () => {
    const section = findSection(readLogSections(await fixture('failures.log')), 'pytest --junitxml=x.xml')!;
    const [session, ...others] = readPytestSessions(section.lines);
    assert.deepEqual(others, []);
    const told = new Map(session!.failures.map((test) => [test.id, test.failure!]));
    const reported = readJunitReports([await fixture('failures.xml')], createNodeIds(['tests/test_a.py']));
    const failed = [...reported.values()].filter(({ outcome }) => outcome === 'failed');
    assert.deepEqual([...told.keys()].toSorted(), failed.map(({ id }) => id).toSorted());
    for (const { id, failure } of failed) {
      const { phase, exception, file, line } = told.get(id)!;
      assert.deepEqual(
        { id, phase, exception, file, line },
        { id, phase: failure!.phase, exception: failure!.exception, file: failure!.file, line: failure!.line },
      );
    }
    assert.equal(told.get('tests/test_a.py::test_fail')?.message, 'ValueError: multi');
    assert.match(told.get('tests/test_a.py::test_fail')!.output.head, /line <&>/);
    assert.equal(session!.ending, 'finished');
    assert.deepEqual(session!.counts, {
      passed: 4,
      failed: 3,
      errors: 4,
      skipped: 1,
      xfailed: 1,
      xpassed: 1,
      deselected: 0,
    });
  });

  it('reads one session for each time that pytest ended', () => {
    const [first, second, ...others] = sessions(
      '..\n2 passed in 0.1s\npy39: OK\n...s\n3 passed, 1 skipped, 2 warnings in 65.0s (0:01:05)',
    );
    assert.deepEqual([first?.counts.passed, second?.counts.passed, second?.counts.skipped], [2, 3, 1]);
    assert.deepEqual(others, []);
  });

  it('names passed tests where pytest did, also with pytest-xdist', () => {
    const [session] = sessions(
      [
        START,
        'tests/test_a.py::test_p[a - b] PASSED       [ 25%]',
        'tests/test_a.py::test_q FAILED [ 50%]',
        '[gw1] [ 75%] PASSED tests/test_a.py::test_r ',
        'tests/test_a.py::test_s SKIPPED (no network) [100%]',
        SUMMARY,
        'PASSED tests/test_a.py::test_t',
        '= 1 failed, 3 passed, 1 skipped in 0.1s =',
      ].join('\n'),
    );
    assert.deepEqual(
      [...session!.passed],
      ['tests/test_a.py::test_p[a - b]', 'tests/test_a.py::test_r', 'tests/test_a.py::test_t'],
    );
  });

  const ids: [line: string, id: string, message: string][] = [
    ['FAILED t.py::a - b - c', 't.py::a', 'b - c'],
    ['FAILED t.py::a[x - y] - b', 't.py::a[x - y]', 'b'],
    ['FAILED t.py::a[x - y]', 't.py::a[x - y]', ''],
    ['ERROR t.py - ImportError: no', 't.py', 'ImportError: no'],
    ['FAILED t.py::a', 't.py::a', ''],
  ];
  for (const [line, id, message] of ids)
    it(`reads the id and the message of "${line}"`, () => {
      const [session] = sessions([SUMMARY, line, '1 failed in 0.1s'].join('\n'));
      assert.deepEqual([session!.failures[0]?.id, session!.failures[0]?.failure?.message], [id, message]);
    });

  const ended: [what: string, text: string, ending: string[]][] = [
    ['all passed', '1 passed in 0.1s', ['finished']],
    ['-x', `${SUMMARY}\nFAILED a.py::a\n!!!!! stopping after 1 failures !!!!!\n1 failed in 0.1s`, ['stopped']],
    ['a file that cannot be collected', '!!! Interrupted: 1 error during collection !!!\n1 error in 0.1s', ['stopped']],
    ['an interrupt', '!!!!! KeyboardInterrupt !!!!!\n1 passed in 0.1s', ['interrupted']],
    ['pytest.exit', '!!!!! _pytest.outcomes.Exit: enough !!!!!\n1 passed in 0.1s', ['interrupted']],
    ['an internal error', 'INTERNALERROR> Traceback', ['internal-error']],
    ['an internal error with an end', 'INTERNALERROR> Traceback\n1 passed in 0.1s', ['internal-error']],
    ['no tests', 'no tests ran in 0.01s', ['no-tests']],
    ['only deselected tests', '3 deselected in 0.01s', ['no-tests']],
    ['a death', `${START}\ncollected 3 items\n\na.py ..`, ['unfinished']],
    ['no pytest', 'hello\nworld', []],
    ['a sentence that is no end', 'it was said that 3 passed in 2s', []],
    [
      'pytest within a failing test',
      `${START}\n=== FAILURES ===\n${START}\n${SUMMARY}\nFAILED b.py::b\n= 1 failed in 0.01s =\n${SUMMARY}\nFAILED a.py::a\n= 1 failed in 1s =`,
      ['ambiguous', 'finished'],
    ],
  ];
  for (const [what, text, expected] of ended)
    it(`tells how pytest ended: ${what}`, () => {
      assert.deepEqual(endings(text), expected);
    });

  it('tells a dead worker from a failing test', () => {
    const [session] = sessions(
      [SUMMARY, "FAILED a.py::a - worker 'gw0' crashed while running 'a.py::a'", '1 failed in 1s'].join('\n'),
    );
    assert.equal(session!.failures[0]?.failure?.isWorkerCrash, true);
  });

  it('reads any text without an error', () => {
    const words = fc.constantFrom(
      START,
      SUMMARY,
      '=== FAILURES ===',
      '1 passed in 1s',
      'FAILED a - b',
      '____ a ____',
      '##[group]Run x',
      '##[endgroup]',
      '\u001b[31m',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), (lines) => {
        readPytestSessions(readLogSections(lines.join('\n')).flatMap((section) => section.lines));
        readPytestSessions(lines);
      }),
    );
  });
});
