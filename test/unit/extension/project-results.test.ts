import assert from 'node:assert/strict';
import type { MeasureScope } from '../../../extension/measuring/measure-scope.ts';
import { createProjectResults, type ProjectResults } from '../../../extension/results/project-results.ts';
import { ResultsSnapshot } from '../../../extension/results/results-snapshot.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import type { RunEvent, RunEventPayload } from '../../../shared/run-event.ts';
import { createMutant } from '../../helpers/create-mutant.ts';
import { createRun } from '../../helpers/create-run.ts';

const FIRST = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';
const COMPLETED: RunEventPayload = {
  type: 'run-completed',
  score: { score: 0.5, detected: 1, undetected: 1, valid: 2, withoutVerdict: 0, withheld: [] },
};

const finished = (id: string, status: MutantStatus, path = 'a.py', line = 2): RunEventPayload => {
  const location = { start: { line, column: 1 }, end: { line, column: 2 } };
  return {
    type: 'mutant-finished',
    mutant: { ...createMutant({ id: id.repeat(16), path, location }), status, killedBy: [] },
  };
};
const eventsOf = (runId: string, payloads: readonly RunEventPayload[]): RunEvent[] =>
  payloads.map((payload, index) => ({ runId, sequence: index + 1, at: '2026-01-01T00:00:00.000Z', payload }));
function play(
  results: ProjectResults,
  runId: string,
  scope: MeasureScope,
  payloads: readonly RunEventPayload[],
): Set<string> {
  results.begin(createRun({ id: runId, status: 'Queued' }), scope);
  return results.apply(eventsOf(runId, payloads));
}
const idsOf = (results: ProjectResults) =>
  results.paths().flatMap((path) => results.mutantsOf(path).map(({ mutant }) => `${mutant.id[0]} ${mutant.status}`));

describe('createProjectResults', () => {
  it('counts what a run found and names the paths that changed', () => {
    const results = createProjectResults();
    const changed = play(results, FIRST, { kind: 'project' }, [
      finished('a', 'Survived'),
      finished('b', 'Killed', 'b.py'),
      COMPLETED,
    ]);
    assert.deepEqual([...changed].toSorted(), ['a.py', 'b.py']);
    assert.equal(results.latestRun?.counts.Survived, 1);
    assert.equal(results.latestRun.status, 'Completed');
    assert.equal(results.latestRun.score?.score, 0.5);
  });

  it('counts a mutant once whose status was told before its job had reported', () => {
    const results = createProjectResults();
    const replaced = (id: string, status: MutantStatus, replaces: MutantStatus): RunEventPayload => ({
      ...(finished(id, status) as Extract<RunEventPayload, { type: 'mutant-finished' }>),
      replaces,
    });
    play(results, FIRST, { kind: 'project' }, [
      finished('a', 'Survived'),
      finished('b', 'Survived'),
      replaced('a', 'Killed', 'Survived'),
      replaced('b', 'Pending', 'Survived'),
    ]);
    const { Killed, Survived, Pending } = results.latestRun?.counts ?? assert.fail();
    assert.deepEqual([Killed, Survived, Pending], [1, 0, 0]);
    assert.deepEqual(idsOf(results), ['a Killed', 'b Pending']);
  });

  it('passes over an event that it has had before', () => {
    const results = createProjectResults();
    play(results, FIRST, { kind: 'project' }, [finished('a', 'Survived')]);
    results.apply(eventsOf(FIRST, [finished('a', 'Survived')]));
    assert.equal(results.latestRun?.counts.Survived, 1);
  });

  it('replaces everything only when a run of the whole project is complete', () => {
    const results = createProjectResults();
    play(results, FIRST, { kind: 'project' }, [finished('a', 'Survived'), finished('b', 'Survived'), COMPLETED]);
    play(results, SECOND, { kind: 'project' }, [finished('b', 'Killed')]);
    assert.deepEqual(idsOf(results), ['a Survived', 'b Killed']);
    const changed = results.apply([{ ...eventsOf(SECOND, [COMPLETED])[0]!, sequence: 2 }]);
    assert.deepEqual(idsOf(results), ['b Killed']);
    assert.deepEqual([...changed], ['a.py']);
    assert.equal(results.findRun(FIRST), undefined);
  });

  it('keeps, after a run of one file or of some lines, what lies elsewhere', () => {
    const results = createProjectResults();
    const earlier = [
      finished('a', 'Survived', 'a.py', 2),
      finished('b', 'Survived', 'a.py', 9),
      finished('c', 'Survived', 'c.py'),
      COMPLETED,
    ];
    play(results, FIRST, { kind: 'project' }, earlier);
    play(results, SECOND, { kind: 'lines', path: 'a.py', first: 1, last: 5 }, [COMPLETED]);
    assert.deepEqual(idsOf(results), ['b Survived', 'c Survived']);
    play(results, '33333333-3333-4333-8333-333333333333', { kind: 'file', path: 'a.py' }, [COMPLETED]);
    assert.deepEqual(idsOf(results), ['c Survived']);
  });

  it('drops nothing after a run of changed lines or one that was cancelled', () => {
    const results = createProjectResults();
    play(results, FIRST, { kind: 'project' }, [finished('a', 'Survived'), COMPLETED]);
    play(results, SECOND, { kind: 'changes', since: 'HEAD' }, [COMPLETED]);
    play(results, '33333333-3333-4333-8333-333333333333', { kind: 'project' }, [{ type: 'run-cancelled' }]);
    assert.deepEqual(idsOf(results), ['a Survived']);
  });

  it('is the same after a snapshot that went through JSON', () => {
    const results = createProjectResults();
    play(results, FIRST, { kind: 'project' }, [
      finished('a', 'Survived'),
      finished('b', 'NoCoverage', 'b.py'),
      COMPLETED,
    ]);
    const restored = createProjectResults();
    restored.restore(ResultsSnapshot.parse(JSON.parse(JSON.stringify(results.snapshot()))));
    assert.deepEqual(restored.snapshot(), results.snapshot());
    assert.equal(restored.latestRun?.lastSequence, 3);
  });
});
