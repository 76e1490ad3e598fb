import assert from 'node:assert/strict';
import type { CiCapacity } from '../../../service/ci/ci-provider.ts';
import { estimateRun, type EstimateInput } from '../../../service/planning/estimate-run.ts';

const LOCAL: CiCapacity = { workersPerJob: 2, parallelJobs: 1, startsShardsTogether: false, isBilled: false };
const SHARDED: CiCapacity = {
  workersPerJob: 2,
  parallelJobs: 20,
  startsShardsTogether: true,
  isBilled: true,
  startMs: 60_000,
  worthAJobMs: 240_000,
  strategy: 'sharded',
};
const BRANCHES: CiCapacity = {
  ...SHARDED,
  runsForEachMutant: true,
  sideBySide: 20,
  maxMutants: 200,
  strategy: 'branch-per-mutant',
};
const known = { suiteMs: 30_000, perMutantMs: 1_000 };

const estimate = (capacity: CiCapacity, rest: Partial<EstimateInput> = {}) =>
  estimateRun({ mutants: 1_000, files: 10, settings: {}, capacity, known, ...rest });

describe('estimateRun', () => {
  it('bills nothing on one’s own machine, and shares the work among its processes', () => {
    // Twice the suite, the suite once more to be ready, and a thousand seconds on two processes.
    assert.deepEqual(estimate(LOCAL), {
      mutants: 1_000,
      jobs: 2,
      billedMinutes: 0,
      wallMinutes: 9.8,
      basis: 'earlier-run',
    });
  });

  it('takes as many jobs as are worth their start, each billed in whole minutes', () => {
    // 500 s of work make three jobs of 167 s; each also starts and is made ready: 257 s, 5 minutes. The baseline takes two.
    const { jobs, billedMinutes, wallMinutes, strategy } = estimate(SHARDED);
    assert.deepEqual(
      { jobs, billedMinutes, wallMinutes, strategy },
      { jobs: 4, billedMinutes: 17, wallMinutes: 6.3, strategy: 'sharded' },
    );
    assert.equal(estimate(SHARDED, { mutants: 100_000 }).jobs, 21);
  });

  it('counts a run for each mutant, each canary and each try of the baseline', () => {
    const { mutants, jobs, billedMinutes, wallMinutes } = estimate(BRANCHES);
    assert.deepEqual(
      { mutants, jobs, billedMinutes, wallMinutes },
      { mutants: 200, jobs: 212, billedMinutes: 424, wallMinutes: 18 },
    );
  });

  it('counts the rounds in which jobs wait for one another, and begins no more branches than an hour has room for', () => {
    const few = { ...SHARDED, parallelJobs: 12, sideBySide: 5 };
    delete (few as { worthAJobMs?: number }).worthAJobMs;
    // Twelve shards of 132 s in three rounds, behind a baseline of two minutes.
    assert.equal(estimate(few).wallMinutes, 8.6);
    const slow = { suiteMs: 29 * 60_000, perMutantMs: 1 };
    const { mutants, enumerated, jobs } = estimate(BRANCHES, { known: slow, files: 1 });
    assert.deepEqual({ mutants, enumerated, jobs }, { mutants: 39, enumerated: 1_000, jobs: 42 });
  });

  it('makes more shards for a short time budget, and takes as many mutants as fit', () => {
    const budget = (minutes: number) => {
      const { mutants, jobs } = estimate(SHARDED, { settings: { 'time-budget-minutes': minutes }, mutants: 100_000 });
      return { mutants, jobs };
    };
    // Of three minutes, 90 s are left for the mutants of each of the 20 shards, on two processes.
    assert.deepEqual(budget(3), { mutants: 3_600, jobs: 21 });
    assert.equal(estimate(SHARDED, { settings: { 'time-budget-minutes': 3 } }).jobs, 1 + 6);
  });

  it('says why', () => {
    assert.deepEqual(estimate({ ...SHARDED, reasons: ['So it is.'] }).reasons, ['So it is.']);
    assert.equal(estimate(LOCAL).reasons, undefined);
  });

  it('never counts more mutants than the run may have', () => {
    assert.equal(estimate(SHARDED, { settings: { 'max-mutants': 50 } }).mutants, 50);
    assert.deepEqual(estimate(SHARDED, { mutants: 0 }).jobs, 1);
  });

  it('says that it guesses where no run has told the times', () => {
    assert.equal(estimate(SHARDED, { known: undefined }).basis, 'guess');
  });
});
