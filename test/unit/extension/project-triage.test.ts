import assert from 'node:assert/strict';
import { describeMutantForHover } from '../../../extension/mutants/hover-text.ts';
import { scoreByFunction } from '../../../extension/marks/score-by-function.ts';
import { groupByLine } from '../../../extension/results/group-by-line.ts';
import type { PlacedMutant } from '../../../extension/results/place-mutants.ts';
import { createProjectTriage, standingOf, TriageSnapshot } from '../../../extension/triage/project-triage.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import type { Triage, TriageChange, TriageKind } from '../../../shared/triage.ts';
import { createMutant } from '../../helpers/create-mutant.ts';

const translate = (message: string, ...args: (string | number)[]): string =>
  message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)]));
const REPOSITORY = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const [A, B] = ['a'.repeat(16), 'b'.repeat(16)] as const;
const AT = '2026-12-01T10:00:00.000Z';

const change = (sequence: number, mutantId: string, reason?: string): TriageChange => ({
  ...{ sequence, mutantId, by: 'ada', at: AT },
  ...(reason !== undefined && { mark: { kind: 'equivalent', reason, proposedBy: 'person' } }),
});
const triage = (kind: TriageKind, overrides: Partial<Triage> = {}): Triage => ({
  ...{ kind, reason: 'same', proposedBy: 'person', by: 'ada', at: AT },
  ...overrides,
});

describe('createProjectTriage', () => {
  it('follows the record: the newest entry of a mutant holds, and a removal takes the mark away', () => {
    const known = createProjectTriage();
    assert.deepEqual(known.follow([change(1, A, 'one'), change(2, B, 'two'), change(3, A, 'three')]), [A, B, A]);
    assert.deepEqual([known.of(A)?.reason, known.of(B)?.reason, known.lastSequence], ['three', 'two', 3]);
    known.follow([change(4, A)]);
    assert.equal(known.of(A), undefined);
  });

  it('takes up the answer to its own mark at once, without passing over what others said before it', () => {
    const known = createProjectTriage();
    known.follow([change(1, A, 'one')]);
    known.hear(change(3, A, 'mine'));
    assert.deepEqual([known.of(A)?.reason, known.lastSequence], ['mine', 1]);
    known.follow([change(2, A, 'between'), change(3, A, 'mine')]);
    assert.deepEqual([known.of(A)?.reason, known.lastSequence], ['mine', 3]);
  });

  it('is not misled by an answer that comes after a newer entry', () => {
    const known = createProjectTriage();
    known.follow([change(1, A, 'mine'), change(2, A)]);
    known.hear(change(1, A, 'mine'));
    assert.equal(known.of(A), undefined);
  });

  it('forgets the record of another repository, and says whose marks are gone', () => {
    const known = createProjectTriage();
    assert.deepEqual(known.belongTo(REPOSITORY), []);
    known.follow([change(1, A, 'one'), change(2, B, 'two'), change(3, B)]);
    assert.deepEqual(known.belongTo(REPOSITORY), []);
    assert.equal(known.lastSequence, 3);
    assert.deepEqual(known.belongTo(OTHER), [A]);
    assert.deepEqual([known.of(A), known.lastSequence], [undefined, 0]);
  });

  it('is the same after a snapshot that went through JSON', () => {
    const known = createProjectTriage();
    assert.equal(known.snapshot(), undefined);
    known.belongTo(REPOSITORY);
    known.follow([change(1, A, 'one'), change(2, B, 'two'), change(3, B)]);
    const restored = createProjectTriage();
    restored.restore(TriageSnapshot.parse(JSON.parse(JSON.stringify(known.snapshot()))));
    assert.deepEqual(restored.snapshot(), known.snapshot());
    assert.deepEqual([restored.of(A), restored.lastSequence], [known.of(A), 3]);
  });
});

const placed = (id: string, status: MutantStatus, mark?: Triage): PlacedMutant => ({
  known: { mutant: { ...createMutant({ id }), status, killedBy: [] }, runId: REPOSITORY },
  location: createMutant().location,
  isStale: false,
  triage: mark,
});

describe('standingOf', () => {
  it('tells open, settled, contradicted and caught apart', () => {
    assert.equal(standingOf('Survived', undefined), 'open');
    assert.equal(standingOf('NoCoverage', triage('not-useful')), 'settled');
    assert.equal(standingOf('Killed', triage('equivalent')), 'contradicted');
    assert.equal(standingOf('Timeout', triage('equivalent')), 'contradicted');
    assert.equal(standingOf('Killed', triage('not-useful')), 'caught');
    assert.equal(standingOf('Flaky', triage('equivalent')), 'caught');
  });
});

describe('What a mark does to the marks of a line and the score of a function', () => {
  it('takes the mutant out of the line, and the line away with its last open one', () => {
    const line = groupByLine([placed(A, 'Survived'), placed(B, 'Survived', triage('equivalent'))]);
    assert.deepEqual(
      line.map(({ uncaught, total }) => [uncaught.map(({ known }) => known.mutant.id), total]),
      [[[A], 1]],
    );
    assert.deepEqual(groupByLine([placed(B, 'Survived', triage('equivalent')), placed(A, 'Killed')]), []);
  });

  it('counts marked mutants of a function apart', () => {
    const [score] = scoreByFunction([
      placed(A, 'Killed'),
      placed(B, 'Survived'),
      placed('c'.repeat(16), 'NoCoverage', triage('not-useful')),
    ]);
    assert.deepEqual([score?.caught, score?.uncaught, score?.marked], [1, 1, 1]);
  });
});

describe('What the hover says of a mark', () => {
  const texts = (mutant: PlacedMutant) =>
    describeMutantForHover(mutant, undefined, undefined, translate).map(({ text }) => text);

  it('names who marked the mutant, when and why, on one line', () => {
    const hostile = triage('not-useful', { reason: `\u001b[31m${'x'.repeat(900)}`, by: 'ada\n**root**' });
    const said = texts(placed(A, 'Survived', hostile)).find((text) => text.startsWith('Marked as'));
    assert.match(said ?? '', /^Marked as not useful by ada \*\*root\*\* on 2026-12-01: x+…$/);
    assert.ok((said?.length ?? 0) < 600);
  });

  it('says that an agent proposed it, and that it is wrong where a test caught the mutant', () => {
    const said = texts(placed(A, 'Killed', triage('equivalent', { proposedBy: 'agent' })));
    assert.ok(said.includes('Marked as equivalent by ada on 2026-12-01, proposed by an agent: same'));
    assert.ok(said.includes('A test caught it, so this mark is wrong.'));
  });
});
