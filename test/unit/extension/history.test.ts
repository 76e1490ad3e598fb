import assert from 'node:assert/strict';
import { compareRuns } from '../../../extension/history/compare-runs.ts';
import { describeComparison, describeRun, LINES_SHOWN } from '../../../extension/history/describe-detail.ts';
import { createLabels } from '../../../extension/history/history-labels.ts';
import { History, HistoryDetail, MessageFromPanel } from '../../../extension/history/history-messages.ts';
import { historyPage } from '../../../extension/history/history-page.ts';
import { createRow, formatDuration, formatScore } from '../../../extension/history/history-rows.ts';
import { createTrend, TREND_HEIGHT, TREND_WIDTH } from '../../../extension/history/trend.ts';
import type { MeasuredMutant } from '../../../shared/mutant-result.ts';
import { calculateMutationScore, emptyMutantCounts } from '../../../shared/mutation-score.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import type { Run } from '../../../shared/run.ts';
import { createMutant } from '../../helpers/create-mutant.ts';
import { createRun } from '../../helpers/create-run.ts';

const wording = {
  t: (message: string, ...args: (string | number)[]): string =>
    message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
  formatMoment: (timestamp: string): string => timestamp.slice(0, 10),
};
const scored = (day: number, killed: number, survived: number, overrides: Partial<Run> = {}): Run => {
  const counts = { ...emptyMutantCounts(), Killed: killed, Survived: survived };
  const createdAt = `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`;
  const id = `00000000-0000-4000-8000-${String(day).padStart(12, '0')}`;
  return createRun({ id, counts, score: calculateMutationScore(counts), createdAt, ...overrides });
};
const mutant = (digit: string, status: MutantStatus, functionName = 'f'): MeasuredMutant => ({
  ...createMutant({ id: digit.repeat(16), path: 'shop/cart.py', functionName }),
  status,
  killedBy: [],
});
const idsOf = (mutants: readonly MeasuredMutant[]): string[] => mutants.map(({ id }) => id.slice(0, 1));

describe('createRow', () => {
  it('has the score, the counts, the duration, and the revision with its commit', () => {
    const run = scored(1, 2, 1, {
      revision: 'main',
      commit: 'abcdef0123456789',
      isDirty: true,
      endedAt: '2026-11-01T10:02:05.000Z',
    });
    const { scoreText, caught, uncaught, durationText, measuredText } = createRow(run, wording);
    assert.deepEqual([scoreText, caught, uncaught, durationText], ['66.6 %', 2, 1, '2 min 5 s']);
    assert.equal(measuredText, 'main · abcdef0123 · with uncommitted changes');
  });

  it('counts what is marked, while score and uncaught stay as they were measured', () => {
    const run = scored(1, 2, 2, { triage: { equivalent: 1, notUseful: 1, contradicted: 1, scoreWithout: 1 } });
    const { scoreText, uncaught, marked } = createRow(run, wording);
    assert.deepEqual([scoreText, uncaught, marked], ['50.0 %', 2, 2]);
    const facts = describeRun(run, [], wording).facts.map(({ label, text }) => `${label}: ${text}`);
    assert.ok(facts.includes('Marked: 1 equivalent, 1 not useful; the score without them would be 100.0 %'));
    assert.ok(facts.includes('Marks that are wrong: 1 marked as equivalent, and caught by a test'));
    assert.equal(createRow(scored(1, 2, 2), wording).marked, 0);
  });

  it('says that a run has no score only once it has ended', () => {
    assert.equal(createRow(createRun({ status: 'Failed' }), wording).scoreText, 'no score');
    assert.equal(createRow(createRun({ status: 'Running' }), wording).scoreText, '');
  });

  it('says which part of the project was measured, on one line', () => {
    const run = createRun({ since: 'HEAD', settings: { paths: ['a.py', 'b\n.py'] } });
    assert.equal(createRow(run, wording).measuredText, 'lines changed since HEAD · a.py, b .py');
  });
});

describe('formatScore and formatDuration', () => {
  it('never round a score up', () => {
    assert.deepEqual([0.9999, 1, 0.29, 0].map(formatScore), ['99.9 %', '100.0 %', '29.0 %', '0.0 %']);
  });

  it('name two units at most', () => {
    assert.deepEqual([400, 61_000, 3_840_000].map(formatDuration), ['0 s', '1 min 1 s', '1 h 4 min']);
  });
});

describe('createTrend', () => {
  it('goes from the oldest run at the left to the newest at the right, 100 % at the top', () => {
    const trend = createTrend([scored(3, 1, 0), scored(2, 1, 1), scored(1, 0, 1)], wording);
    assert.equal(trend?.path, `M0 ${TREND_HEIGHT} L${TREND_WIDTH / 2} ${TREND_HEIGHT / 2} L${TREND_WIDTH} 0`);
    assert.match(
      trend.description,
      /^3 runs of the whole project, from 0\.0 % on 2026-11-01 to 100\.0 % on 2026-11-03/,
    );
  });

  it('leaves out runs of a part of the project and runs without a score', () => {
    const others = [
      scored(4, 1, 0, { since: 'HEAD' }),
      scored(5, 1, 0, { settings: { paths: ['a.py'] } }),
      createRun({ status: 'Failed' }),
    ];
    assert.equal(createTrend([...others, scored(1, 1, 1)], wording), undefined);
    assert.equal(createTrend([...others, scored(2, 1, 1), scored(1, 1, 1)], wording)?.points.length, 2);
  });
});

describe('compareRuns', () => {
  const earlier = [
    mutant('a', 'Survived'),
    mutant('b', 'Killed'),
    mutant('c', 'NoCoverage'),
    mutant('d', 'Killed'),
    mutant('e', 'Flaky'),
    mutant('f', 'Survived'),
  ];

  it('names what is newly caught and newly missed by the id of the mutant', () => {
    const later = [mutant('a', 'Killed'), mutant('b', 'Survived'), mutant('c', 'Timeout'), mutant('d', 'NoCoverage')];
    const { newlyCaught, newlyMissed, missedInNew, gone } = compareRuns(earlier, later);
    assert.deepEqual([idsOf(newlyCaught), idsOf(newlyMissed), idsOf(missedInNew)], [['a', 'c'], ['b', 'd'], []]);
    assert.equal(gone, 2);
  });

  it('takes neither a mutant without a verdict nor one that is new for a change of the tests', () => {
    const later = [mutant('e', 'Killed'), mutant('f', 'RuntimeError'), mutant('0', 'Killed'), mutant('1', 'Survived')];
    const { newlyCaught, newlyMissed, missedInNew } = compareRuns(earlier, later);
    assert.deepEqual([idsOf(newlyCaught), idsOf(newlyMissed), idsOf(missedInNew)], [[], [], ['1']]);
  });
});

describe('What the history panel is told', () => {
  it('of a comparison: the earlier run first, whichever was chosen first', () => {
    const earlier = { run: scored(1, 1, 1), mutants: [mutant('a', 'Survived'), mutant('b', 'Killed')] };
    const later = { run: scored(2, 2, 0), mutants: [mutant('a', 'Killed'), mutant('b', 'Killed')] };
    const detail = describeComparison(later, earlier, wording);
    assert.deepEqual(detail, describeComparison(earlier, later, wording));
    assert.deepEqual(detail.runIds, [earlier.run.id, later.run.id]);
    assert.deepEqual(
      detail.lists.map(({ heading }) => heading),
      ['Newly caught (1)', 'Newly missed (0)', 'Missed, and not in the earlier run (0)'],
    );
    assert.deepEqual(HistoryDetail.parse(detail), detail);
  });

  it('of a run: how many of its uncaught mutants are left out', () => {
    const uncaught = Array.from({ length: LINES_SHOWN }, (_, index) => ({
      ...mutant('a', 'Survived'),
      id: index.toString(16).padStart(16, '0'),
    }));
    const [list] = describeRun(scored(1, 0, LINES_SHOWN + 7), uncaught, wording).lists;
    assert.equal(list?.heading, `Uncaught mutants (${LINES_SHOWN + 7})`);
    assert.equal(list.remark, '… and 7 more');
  });

  it('fits into a message, whatever names the repository has', () => {
    const long = 'x'.repeat(100_000);
    const run = scored(1, 0, 1, { revision: long, since: long, settings: { paths: [long] } });
    const detail = describeRun(run, [mutant('a', 'Survived', `${long}\u001b[31m`)], wording);
    HistoryDetail.parse(detail);
    const rows = [createRow(run, wording)];
    History.parse({ labels: createLabels('shop', wording.t), rows, remark: '' });
  });
});

describe('MessageFromPanel', () => {
  it('lets through nothing but what the panel may ask', () => {
    const runId = '00000000-0000-4000-8000-000000000001';
    assert.ok(MessageFromPanel.safeParse({ type: 'show', runId }).success);
    for (const message of [
      { type: 'show', runId: '../../orgs' },
      { type: 'show', runId, command: 'workbench.action.quit' },
      { type: 'compare', runIds: [runId] },
      { type: 'execute' },
      undefined,
    ])
      assert.equal(MessageFromPanel.safeParse(message).success, false, JSON.stringify(message));
  });
});

describe('historyPage', () => {
  it('lets run nothing but the script that carries the nonce', () => {
    const page = historyPage({
      cspSource: 'https://own',
      nonce: 'abc',
      script: 's.js',
      style: 's.css',
      language: 'en',
    });
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    assert.match(policy, /^default-src 'none';/);
    assert.match(policy, /script-src 'nonce-abc'/);
    assert.doesNotMatch(policy, /unsafe|\*|data:/);
    assert.deepEqual(
      [...page.matchAll(/<script[^>]*>/g)].map(([tag]) => tag),
      ['<script nonce="abc" src="s.js">'],
    );
  });
});
