import assert from 'node:assert/strict';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import { describeEvent } from '../../../service/cli/describe-event.ts';

const describeNotice = (level: 'info' | 'warning', message: string) =>
  describeEvent({
    runId: 'r',
    sequence: 1,
    at: '2026-11-01T10:00:00.000Z',
    payload: { type: 'notice', level, message },
  });

const describePayload = (payload: RunEventPayload) =>
  describeEvent({ runId: 'r', sequence: 1, at: '2026-11-01T10:00:00.000Z', payload });

describe('describeEvent', () => {
  it('says how many verdicts are reused, how many statements have no mutant, and that a known baseline was not run', () => {
    const selection = { enumerated: 5, suppressed: 0, selected: 5, noCoverage: 1, reused: 1 };
    assert.equal(
      describePayload({ type: 'mutants-selected', selection }),
      '5 mutants found; 1 on lines that no test runs; 1 verdict reused from earlier runs',
    );
    assert.equal(
      describePayload({ type: 'mutants-selected', selection: { ...selection, reused: 2, unmutatedStatements: 1 } }),
      '5 mutants found; 1 on lines that no test runs; 2 verdicts reused from earlier runs; 1 statement without a mutant',
    );
    const baseline = { tests: 2, flakyTests: [], wallMs: 1, cpuMs: 1, pythonVersion: '3.13.0', pytestVersion: '9.0.0' };
    assert.equal(
      describePayload({ type: 'baseline-finished', baseline: { ...baseline, reusedFrom: 'r' } }),
      'Nothing has changed since an earlier run: 2 tests as then (Python 3.13.0, pytest 9.0.0)',
    );
  });

  it('sets off the further lines of a notice, and keeps control characters out of the terminal', () => {
    assert.equal(
      describeNotice('warning', 'A job ended. Its log:\nTraceback\n\u001b[31mred\n'),
      'Warning: A job ended. Its log:\n  Traceback\n  \ufffd[31mred',
    );
    assert.equal(describeNotice('info', 'One line.'), 'One line.');
  });
});
