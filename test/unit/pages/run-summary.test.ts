import assert from 'node:assert/strict';
import { calculateMutationScore, emptyMutantCounts, WithheldReason } from '../../../shared/mutation-score.ts';
import type { Run } from '../../../shared/run.ts';
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
      now: new Date(),
    }).text;
    assert.match(text, /and 2 more in the report below/);
  });
});
