import assert from 'node:assert/strict';
import type { MutantStatus } from '../../../shared/mutant.ts';
import type { RunEvent, RunEventPayload } from '../../../shared/run-event.ts';
import { formatStatusLine, progressSentence } from '../../../service/cli/status-line.ts';
import {
  advanceProgress,
  estimateTimeLeftMs,
  finishedMutants,
  initialProgress,
  type RunProgress,
} from '../../../service/cli/run-progress.ts';
import { displayWidth } from '../../../service/cli/plain-text.ts';
import { createTextStyle } from '../../../service/cli/text-style.ts';
import { createMeasuredMutant } from './create-measured-mutant.ts';

const START = Date.parse('2026-11-01T10:00:00.000Z');
const SECOND = 1_000;

let sequence = 0;
const eventAt = (payload: RunEventPayload, atMs: number): RunEvent => ({
  runId: '0b8f3c1e-3f6a-4a4e-9a51-0f2f3f1b8a11',
  sequence: (sequence += 1),
  at: new Date(START + atMs).toISOString(),
  payload,
});

const selection = (selected: number, noCoverage = 0): RunEventPayload => ({
  type: 'mutants-selected',
  selection: { enumerated: selected, suppressed: 0, selected, noCoverage },
});
const finished = (status: MutantStatus): RunEventPayload => ({
  type: 'mutant-finished',
  mutant: createMeasuredMutant({ status }),
});

const advanceAll = (events: readonly RunEvent[]): RunProgress => events.reduce(advanceProgress, initialProgress);

/** A run of `total` mutants of which one ends each second from the tenth second on. */
const measured = (count: number, total: number, noCoverage = 0): RunProgress =>
  advanceAll([
    eventAt({ type: 'phase-started', phase: 'measure' }, 0),
    eventAt(selection(total, noCoverage), 0),
    ...Array.from({ length: noCoverage }, () => eventAt(finished('NoCoverage'), 0)),
    ...Array.from({ length: count }, (_, index) => eventAt(finished('Killed'), (10 + index) * SECOND)),
  ]);

describe('advanceProgress', () => {
  it('starts the clock of the estimate after the verdicts of earlier runs', () => {
    const start = selection(30, 1);
    assert.ok(start.type === 'mutants-selected');
    const progress = advanceAll([
      eventAt({ ...start, selection: { ...start.selection, reused: 2 } }, 0),
      ...(['Killed', 'NoCoverage', 'Survived'] as const).map((status) => eventAt(finished(status), 0)),
      ...Array.from({ length: 10 }, (_, index) => eventAt(finished('Killed'), (10 + index) * SECOND)),
    ]);
    assert.equal(finishedMutants(progress), 13);
    assert.equal(progress.measured?.count, 10);
    assert.equal(estimateTimeLeftMs(progress, START + 19 * SECOND), 17 * SECOND);
  });

  it('counts Killed and Timeout as caught, Survived and NoCoverage as uncaught, and the rest as other', () => {
    const statuses: MutantStatus[] = [
      'Killed',
      'Timeout',
      'Survived',
      'NoCoverage',
      'RuntimeError',
      'Flaky',
      'CompileError',
    ];
    const progress = advanceAll(statuses.map((status) => eventAt(finished(status), 0)));
    assert.deepEqual([progress.caught, progress.uncaught, progress.other], [2, 2, 3]);
    assert.equal(finishedMutants(progress), 7);
  });

  it('keeps phase, tests and the number of selected mutants', () => {
    const progress = advanceAll([
      eventAt({ type: 'phase-started', phase: 'baseline' }, 0),
      eventAt({ type: 'baseline-progress', finished: 3, total: 9 }, 0),
      eventAt(selection(60, 4), 0),
    ]);
    assert.equal(progress.phase, 'baseline');
    assert.deepEqual(progress.tests, { finished: 3, total: 9 });
    assert.equal(progress.total, 60);
  });
});

describe('estimateTimeLeftMs', () => {
  it('is undefined before enough mutants are done to tell', () => {
    assert.equal(estimateTimeLeftMs(measured(7, 60), START), undefined);
    assert.notEqual(estimateTimeLeftMs(measured(8, 60), START), undefined);
  });

  it('does not count the time before the first verdict, nor mutants that no test covers', () => {
    assert.equal(estimateTimeLeftMs(measured(11, 41), START + 20 * SECOND), 30 * SECOND);
    assert.equal(estimateTimeLeftMs(measured(11, 61, 20), START + 20 * SECOND), 30 * SECOND);
  });

  it('goes down while nothing arrives, and never below zero', () => {
    assert.equal(estimateTimeLeftMs(measured(11, 41), START + 25 * SECOND), 25 * SECOND);
    assert.equal(estimateTimeLeftMs(measured(11, 41), START + 500 * SECOND), 0);
  });
});

describe('formatStatusLine', () => {
  const line = (progress: RunProgress, width: number, isColoured = false) =>
    formatStatusLine(progress, { now: START + 20 * SECOND, width, style: createTextStyle(isColoured) });

  it('shows counts, done of total and the time left on a wide terminal', () => {
    assert.equal(
      line(measured(11, 41), 120),
      'Measuring  █████░░░░░░░░░░░░░░░  11/41  11 caught  0 uncaught  about 30 s left',
    );
  });

  it('never is wider than the terminal, whatever its width', () => {
    for (let width = 1; width <= 120; width += 1) {
      for (const progress of [initialProgress, measured(0, 41), measured(11, 41)]) {
        assert.ok(displayWidth(line(progress, width)) <= width, `${width}: ${line(progress, width)}`);
      }
    }
  });

  it('keeps the uncaught mutants longest when the terminal is narrow', () => {
    assert.equal(line(measured(11, 41), 40), '11/41  11 caught  0 uncaught');
    assert.equal(line(measured(11, 41), 20), '11/41  0 uncaught');
  });

  it('puts right what was told of a mutant before its job had reported', () => {
    const told = advanceAll(
      (['Survived', 'Survived', 'Killed'] as const).map((status) => eventAt(finished(status), 0)),
    );
    const correct = (progress: RunProgress, status: MutantStatus): RunProgress =>
      advanceProgress(progress, eventAt({ ...finished(status), replaces: 'Survived' } as RunEventPayload, 0));
    const killed = correct(told, 'Killed');
    assert.deepEqual([killed.caught, killed.uncaught, killed.measured?.count], [2, 1, 3]);
    const open = correct(killed, 'Pending');
    assert.deepEqual([open.caught, open.uncaught, open.other, open.measured?.count], [2, 0, 0, 2]);
  });

  it('shows how many tests of the baseline are done', () => {
    const events = [
      eventAt({ type: 'phase-started', phase: 'baseline' }, 0),
      eventAt({ type: 'baseline-progress', finished: 3, total: 9 }, 0),
    ];
    assert.equal(line(advanceAll(events), 80), 'Running the tests without mutants  3/9');
  });

  it('colours only what is printed', () => {
    assert.ok(line(measured(11, 41), 120, true).includes('\u001b[32m11 caught\u001b[39m'));
  });
});

describe('progressSentence', () => {
  it('says in words what the line shows', () => {
    assert.equal(
      progressSentence(measured(11, 41), START + 20 * SECOND),
      '11 of 41 mutants: 11 caught, 0 uncaught, about 30 s left',
    );
  });
});
