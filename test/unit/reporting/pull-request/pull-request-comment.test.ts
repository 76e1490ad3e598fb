import assert from 'node:assert/strict';
import { TinybugError } from '../../../../shared/error-code.ts';
import { calculateMutationScore, emptyMutantCounts, type MutantCounts } from '../../../../shared/mutation-score.ts';
import type { Mutant, MutantStatus } from '../../../../shared/mutant.ts';
import { checkOutput } from '../../../../service/reporting/pull-request/check-output.ts';
import type { Finding } from '../../../../service/reporting/pull-request/choose-findings.ts';
import { commentMarker, pullRequestComment } from '../../../../service/reporting/pull-request/pull-request-comment.ts';
import {
  concludeCheck,
  type PullRequestReport,
  type RunOutcome,
} from '../../../../service/reporting/pull-request/run-outcome.ts';
import { createMutant } from '../../../helpers/create-mutant.ts';

const MARKER = '<!-- tinybug 0 -->';

const finding = (overrides: Partial<Mutant> = {}, status: MutantStatus = 'Survived', othersOnLine = 0): Finding => ({
  mutant: { ...createMutant(overrides), status, killedBy: [] },
  othersOnLine,
});

const completed = (counts: Partial<MutantCounts>, failUnder?: number, sampled = false): RunOutcome => ({
  kind: 'completed',
  score: calculateMutationScore({ ...emptyMutantCounts(), ...counts }, { sampled }),
  failUnder,
});

const failed = (detail: string): RunOutcome => ({
  kind: 'failed',
  problem: new TinybugError('baseline-failed', detail).toProblem(),
});

const report = (overrides: Partial<PullRequestReport> = {}): PullRequestReport => ({
  outcome: completed({ Killed: 9, Survived: 2, NoCoverage: 1 }),
  commit: '0123456789abcdef0123456789abcdef01234567',
  findings: [],
  markedOnChangedLines: 0,
  pageUrl: 'https://tinybug.example/orgs/acme/results/1',
  ...overrides,
});

const END = 'Changed lines measured at `0123456789ab`. [The whole run](https://tinybug.example/orgs/acme/results/1)';

describe('pullRequestComment', () => {
  const write = (overrides: Partial<PullRequestReport>) => pullRequestComment(MARKER, report(overrides));

  it('has the score in its title, the counts in a table, a line for each finding, and the link to the run', () => {
    const findings = [
      finding({}, 'Survived', 2),
      finding({ functionName: '', original: 'not ', replacement: '' }, 'NoCoverage'),
    ];
    assert.equal(
      write({ findings }),
      [
        MARKER,
        '### Tinybug: 75.0 %: 9 of 12 planted bugs caught',
        '| Caught | Uncaught | No verdict | Score |\n| ---: | ---: | ---: | ---: |\n| 9 | 3 | 0 | 75.0 % |',
        'Bugs planted on these changed lines went unnoticed:',
        '- `calculator.py:2` in `add`: `+` → `-`; all tests pass, and 2 more on this line\n' +
          '- `calculator.py:2`: `not` removed; no test runs it',
        END,
      ].join('\n\n'),
    );
  });

  it('says why there is no score, and that the threshold is compared with nothing', () => {
    assert.equal(
      write({ outcome: completed({ Killed: 1, RuntimeError: 1 }, 80) }),
      [
        MARKER,
        '### Tinybug: No score',
        '| Caught | Uncaught | No verdict | Score |\n| ---: | ---: | ---: | ---: |\n| 1 | 0 | 1 | withheld |',
        'More than 10 % of the mutants have no verdict. The threshold of 80 % is not compared with anything.',
        END,
      ].join('\n\n'),
    );
  });

  it('says how sure a sample is, and what the threshold is', () => {
    const text = write({ outcome: completed({ Killed: 9, Survived: 1 }, 80, true) });
    assert.match(text, /A sample was measured: 95 % sure between 59\.5 % and 98\.2 %\. The threshold is 80 %\./);
  });

  it('says how many mutants are marked, that a mark is wrong, and what the score is without them, and judges the measured one', () => {
    const outcome = completed({ Killed: 6, Survived: 4 }, 70);
    assert.ok(outcome.kind === 'completed');
    const triage = { equivalent: 1, notUseful: 2, contradicted: 1, scoreWithout: 6 / 7 };
    const text = write({ outcome: { ...outcome, triage }, markedOnChangedLines: 3 });
    assert.match(text, /### Tinybug: 60\.0 %: 6 of 10 planted bugs caught/);
    assert.match(
      text,
      /85\.7 % without 3 marked mutants: 1 equivalent, 2 not useful\. A mutant that is marked as equiv/,
    );
    assert.match(text, /3 more that are marked as equivalent or not useful went unnoticed\./);
    assert.equal(concludeCheck({ ...outcome, triage }), 'failure');
  });

  it('names at most ten lines and counts the rest', () => {
    const text = write({ findings: Array.from({ length: 12 }, () => finding()) });
    assert.equal(text.match(/^- /gm)?.length, 10);
    assert.match(text, /And on 2 more lines\./);
  });

  it('keeps what a failed run says about the repository in a block of code', () => {
    assert.equal(
      write({ outcome: failed('tests/test_a.py::test_@octocat fails\n```\n<b>') }),
      [
        MARKER,
        '### Tinybug: The tests fail without any mutant',
        '````\ntests/test_a.py::test_@octocat fails\n```\n<b>\n````',
        'Make the named tests pass, or deselect them with `pytest-arguments`.',
        END,
      ].join('\n\n'),
    );
  });

  it('leaves the link out where the service does not know its own address', () => {
    assert.ok(write({ pageUrl: undefined }).endsWith('Changed lines measured at `0123456789ab`.'));
  });

  it('lets no text of the repository mention anybody, or be HTML, outside of code', () => {
    const hostile = '`</code>\n\n@octocat <script> ![x](https://evil.example/x.png) octo/repo#1';
    const text = write({
      findings: [finding({ path: `${hostile}.py`, functionName: hostile, original: hostile, replacement: hostile })],
    });
    // What CommonMark takes for code: a run of backticks up to the next run of the same length.
    const outside = text.replace(MARKER, '').replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    assert.doesNotMatch(outside, /@|<|evil|#1|`/);
  });

  it('stays below what GitHub takes however long the texts of the repository are', () => {
    const long = 'x`'.repeat(10_000);
    const findings = Array.from({ length: 500 }, () =>
      finding({ path: long, functionName: long, original: long, replacement: long }),
    );
    assert.ok(write({ findings }).length < 65_536 / 4);
    assert.ok(write({ outcome: failed(long.repeat(10)) }).length < 65_536 / 4);
  });
});

describe('commentMarker', () => {
  it('is another one for each pull request of each repository, and does not tell the id of the repository', () => {
    const [one, two] = ['6f0c1a52-2f7e-4c0e-9d56-0a4f6d1f7b11', '0d9b7c2a-8a3f-4f59-b0f2-5f4f3f1c2e22'] as const;
    const markers = [commentMarker(one, 1), commentMarker(one, 2), commentMarker(two, 1)];
    assert.equal(new Set(markers).size, 3);
    for (const marker of markers) assert.match(marker, /^<!-- tinybug [0-9a-f]{32} -->$/);
  });
});

describe('checkOutput', () => {
  it('has at most fifty annotations, each at the line of its mutant', () => {
    const { annotations } = checkOutput(report({ findings: Array.from({ length: 60 }, () => finding()) }));
    assert.equal(annotations.length, 50);
    assert.deepEqual(annotations[0], {
      path: 'calculator.py',
      startLine: 2,
      endLine: 2,
      level: 'warning',
      title: 'No test would notice a bug here',
      message: 'Planted bug: + → -. The tests that run this line pass with it all the same.',
    });
  });

  it('says in its title how the run ended', () => {
    const titleOf = (outcome: RunOutcome) => checkOutput(report({ outcome })).title;
    assert.equal(titleOf({ kind: 'cancelled' }), 'Cancelled');
    assert.equal(titleOf(failed('x')), 'The tests fail without any mutant');
    assert.equal(titleOf(completed({ Killed: 1 })), '100.0 %: 1 of 1 planted bugs caught');
  });
});

describe('concludeCheck', () => {
  const table: [string, RunOutcome, string][] = [
    ['neutral without a threshold, whatever the score is', completed({ Survived: 5 }), 'neutral'],
    ['success at the threshold', completed({ Killed: 29, Survived: 71 }, 29), 'success'],
    ['failure below the threshold', completed({ Killed: 28, Survived: 72 }, 29), 'failure'],
    ['neutral where the score is withheld', completed({ Killed: 1, RuntimeError: 9 }, 29), 'neutral'],
    ['neutral where the run failed', failed('x'), 'neutral'],
    ['cancelled where the run was', { kind: 'cancelled' }, 'cancelled'],
  ];
  for (const [name, outcome, conclusion] of table) {
    it(`is ${name}`, () => assert.equal(concludeCheck(outcome), conclusion));
  }
});
