import assert from 'node:assert/strict';
import { calculateMutationScore, emptyMutantCounts, WithheldReason } from '../../../shared/mutation-score.ts';
import type { TriagedMutant } from '../../../shared/mutant-result.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import type { Run } from '../../../shared/run.ts';
import type { Triage } from '../../../shared/triage.ts';
import { runSummary } from '../../../service/pages/run-summary.ts';
import { WITHHELD_IN_WORDS } from '../../../service/pages/wording.ts';
import { createMutant } from '../../helpers/create-mutant.ts';
import { createRepository, createRun } from '../../helpers/create-run.ts';

const summaryOf = (run: Partial<Run>, repositoryName = 'calculator'): string =>
  runSummary({
    org: 'local',
    run: createRun(run),
    repository: createRepository({ name: repositoryName }),
    uncaught: [],
    marked: [],
    hasMoreMarked: false,
    now: new Date('2026-11-22T10:00:42.000Z'),
  }).text;

describe('runSummary', () => {
  const counts = { ...emptyMutantCounts(), Killed: 6, Timeout: 1, Survived: 2, NoCoverage: 1 };

  it('shows the score with the interval of a sample', () => {
    const text = summaryOf({
      counts,
      score: calculateMutationScore(counts, { sampled: true }),
      selection: { enumerated: 1234, suppressed: 0, selected: 10, noCoverage: 1 },
    });
    assert.match(text, /70\.0 %/);
    assert.match(text, /7 of 10 bugs caught/);
    assert.match(text, /95 % sure between 39\.\d % and 89\.\d %: a sample of 10 of 1,234 mutants/);
  });

  for (const reason of WithheldReason.options) {
    it(`says in a sentence why the score is withheld for ${reason}`, () => {
      const text = summaryOf({ counts, score: calculateMutationScore(counts, { withheldBecause: [reason] }) });
      assert.ok(text.includes(WITHHELD_IN_WORDS[reason]));
      assert.ok(text.includes('No score'));
      assert.doesNotMatch(text, /70\.0 %/);
    });
  }

  it('shows no score while the run goes on, but its counts, phase and time so far', () => {
    const text = summaryOf({ status: 'Running', phase: 'measure', counts: { ...counts, Pending: 30 } });
    assert.match(text, /No score yet/);
    assert.match(text, /aria-current="step"\s*>\s*Measuring\s*</);
    assert.match(text, /10\s+of 40 mutants/);
    assert.match(text, /data-ticking-since="2026-11-22T10:00:00.000Z">42 s</);
  });

  it('leads to the statements without a mutant, where there are any', () => {
    const selection = { enumerated: 10, suppressed: 0, selected: 10, noCoverage: 1 };
    const text = summaryOf({ counts, selection: { ...selection, unmutatedStatements: 1_234 } });
    assert.match(text, /href="\/orgs\/local\/results\/[-0-9a-f]+\/reach">1,234 statements without a mutant</);
    assert.doesNotMatch(summaryOf({ counts, selection }), /without a mutant/);
  });

  it('counts the uncaught before the caught', () => {
    const text = summaryOf({ counts });
    assert.ok(text.indexOf('Uncaught') < text.indexOf('Caught'));
    assert.match(text, /Uncaught<\/dt>\s*<dd class="outcome-count">3</);
  });

  it('escapes what comes from the repository', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const mutant = createMutant({
      path: `${hostile}.py`,
      functionName: hostile,
      original: hostile,
      replacement: hostile,
    });
    const text = runSummary({
      org: 'local',
      run: createRun({
        counts,
        since: hostile,
        commit: '<b>',
        problem: { code: 'baseline-failed', title: hostile, detail: hostile, nextStep: hostile },
      }),
      repository: createRepository({ name: hostile }),
      uncaught: [{ ...mutant, status: 'Survived', killedBy: [] }],
      marked: [],
      hasMoreMarked: false,
      now: new Date(),
    }).text;
    assert.ok(!text.includes('<img'));
    assert.ok(!text.includes('<b>'));
    assert.equal([...text.matchAll(/&lt;img src=x/g)].length, 10);
  });

  it('says how many uncaught mutants there are beyond those it lists', () => {
    const text = runSummary({
      org: 'local',
      run: createRun({ counts }),
      repository: createRepository(),
      uncaught: [{ ...createMutant(), status: 'Survived', killedBy: [] }],
      marked: [],
      hasMoreMarked: false,
      now: new Date(),
    }).text;
    assert.match(text, /and 2 more in the report below/);
  });

  describe('with marks', () => {
    const mark = { proposedBy: 'person', by: 'ada', at: '2026-12-01T10:00:00.000Z' } as const;
    const marked = (id: string, status: MutantStatus, triage: Pick<Triage, 'kind' | 'reason'>): TriagedMutant => ({
      ...createMutant({ id: id.repeat(16) }),
      status,
      killedBy: [],
      triage: { ...mark, ...triage },
    });
    const summaryWith = (mutants: readonly TriagedMutant[], run: Partial<Run>) =>
      runSummary({
        org: 'local',
        run: createRun({ counts, score: calculateMutationScore(counts), ...run }),
        repository: createRepository(),
        uncaught: [],
        marked: mutants,
        hasMoreMarked: false,
        now: new Date(),
      }).text.replace(/\s+/g, ' ');

    it('shows the measured score first, and beside it the one without marked mutants', () => {
      const text = summaryWith([], { triage: { equivalent: 1, notUseful: 1, contradicted: 0, scoreWithout: 0.875 } });
      assert.match(text, /<p class="score-number">70\.0 %<\/p>/);
      assert.match(text, /87\.5 % without 2 marked mutants: 1 equivalent, 1 not useful/);
    });

    it('folds marked mutants away with who marked them and why, the reason escaped', () => {
      const reason = '<script>alert(1)</script>';
      const text = summaryWith([marked('a', 'Survived', { kind: 'not-useful', reason })], {});
      assert.match(text, /<details class="uncaught-list marked" id="marked">/);
      assert.match(text, /Marked as not useful by ada on 2026-12-01: &lt;script&gt;alert\(1\)&lt;\/script&gt;/);
      assert.ok(!text.includes('<script>'));
    });

    it('shows in the open what was marked as equivalent and a test has caught', () => {
      const text = summaryWith(
        [
          marked('a', 'Killed', { kind: 'equivalent', reason: 'same' }),
          marked('b', 'Killed', { kind: 'not-useful', reason: 'log' }),
        ],
        { triage: { equivalent: 0, notUseful: 0, contradicted: 1 } },
      );
      assert.match(text, /<h2 id="contradictions-heading">Marked as equivalent, and caught by a test<\/h2>/);
      assert.match(text, /same \(This is wrong: a test caught it\.\)/);
      assert.match(text, /A mutant that is marked as equivalent was caught by a test: the mark is wrong\./);
      assert.doesNotMatch(text, /log|<details/);
    });

    it('counts only unmarked mutants as those that are not listed', () => {
      const text = runSummary({
        org: 'local',
        run: createRun({ counts, triage: { equivalent: 1, notUseful: 0, contradicted: 0 } }),
        repository: createRepository(),
        uncaught: [{ ...createMutant(), status: 'Survived', killedBy: [] }],
        marked: [],
        hasMoreMarked: false,
        now: new Date(),
      }).text;
      assert.match(text, /and 1 more in the report below/);
    });
  });
});
