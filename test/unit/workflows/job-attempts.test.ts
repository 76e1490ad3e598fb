import assert from 'node:assert/strict';
import {
  advanceAttempts,
  noAttempts,
  type JobAttempts,
  type JobMilestone,
} from '../../../service/workflows/job-attempts.ts';

const started = (left: number): JobMilestone => ({ type: 'job-started', jobId: 'a', pollIntervalMs: 5, left });
const collected = (left: number): JobMilestone => ({ type: 'job-collected', left, reason: `${left} left` });
/** Jobs that start with the first number left and end with the second. */
const jobs = (...counts: (readonly [number, number])[]) =>
  counts.flatMap(([before, after]) => [started(before), collected(after)]);

const table: readonly { name: string; milestones: readonly JobMilestone[]; expected: JobAttempts }[] = [
  {
    name: 'is running a job that was started',
    milestones: [started(3)],
    expected: { fruitless: 0, running: { jobId: 'a', pollIntervalMs: 5, left: 3 } },
  },
  {
    name: 'is done where there was nothing to start',
    milestones: [started(0)],
    expected: { fruitless: 0, outcome: 'done' },
  },
  { name: 'is done when nothing is left', milestones: jobs([3, 0]), expected: { fruitless: 0, outcome: 'done' } },
  {
    name: 'waits for another job when something is left',
    milestones: jobs([3, 2]),
    expected: { fruitless: 0, lastReason: '2 left' },
  },
  {
    name: 'counts a job that finished nothing',
    milestones: jobs([3, 3]),
    expected: { fruitless: 1, lastReason: '3 left' },
  },
  {
    name: 'forgets fruitless jobs once one finished something',
    milestones: jobs([3, 3], [3, 3], [3, 2]),
    expected: { fruitless: 0, lastReason: '2 left' },
  },
  {
    name: 'is given up after three fruitless jobs',
    milestones: jobs([3, 3], [3, 3], [3, 3]),
    expected: { fruitless: 3, lastReason: '3 left', outcome: 'given-up' },
  },
  { name: 'ignores a collection without a job', milestones: [collected(1)], expected: noAttempts },
];

describe('advanceAttempts', () => {
  for (const { name, milestones, expected } of table) {
    it(name, () => {
      assert.deepEqual(milestones.reduce(advanceAttempts, noAttempts), expected);
    });
  }

  it('has a reason even where the job gave none', () => {
    const attempts = [started(2), { type: 'job-collected', left: 2 } as const].reduce(advanceAttempts, noAttempts);
    assert.equal(attempts.lastReason, 'The job ended and left some of its work undone.');
  });
});
