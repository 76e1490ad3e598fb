import assert from 'node:assert/strict';
import type { CiCapacity } from '../../../service/ci/ci-provider.ts';
import { chooseStrategy } from '../../../service/planning/choose-strategy.ts';
import { limitMeasuring, suiteMsOf } from '../../../service/planning/limit-measuring.ts';
import type { Settings } from '../../../shared/settings.ts';

const LOCAL: CiCapacity = { workersPerJob: 8, parallelJobs: 1, startsShardsTogether: false, isBilled: false };
const capacityOf = (hasWorkflow: boolean, settings: Settings = {}, plan?: string): CiCapacity =>
  chooseStrategy({ settings, hasWorkflow, isPrivate: true, plan });

const MINUTE = 60_000;

describe('limitMeasuring', () => {
  const limit = (capacity: CiCapacity, settings: Settings = {}, suiteMs = MINUTE, files = 0) =>
    limitMeasuring(capacity, settings, { suiteMs, files });

  describe('with many mutants in a job', () => {
    it('takes from a time budget what a job needs until it measures', () => {
      const { timeBudgetMs, workers, shards } = limit(capacityOf(true), { 'time-budget-minutes': 10 });
      // 45 s to start, and the suite once.
      assert.deepEqual([timeBudgetMs, workers, shards], [8.25 * MINUTE, 40, 20]);
    });

    it('leaves mutants a quarter of a budget that is too short for anything', () => {
      assert.equal(limit(capacityOf(true), { 'time-budget-minutes': 1 }).timeBudgetMs, MINUTE / 4);
    });

    it('makes shards smaller where they would take longer than the budget, and never for less than is worth a job', () => {
      const worth = (minutes?: number) =>
        limit(capacityOf(true), minutes === undefined ? {} : { 'time-budget-minutes': minutes }).worthAShardMs;
      assert.deepEqual([worth(), worth(60), worth(4)], [4 * MINUTE, 4 * MINUTE, 2.25 * MINUTE]);
    });

    it('has no limit of its own on mutants', () => {
      assert.equal(limit(capacityOf(true)).maxMutants, undefined);
      assert.equal(limit(capacityOf(true), { 'max-mutants': 7 }).maxMutants, 7);
    });
  });

  describe('with a branch for each mutant', () => {
    const branches = (settings: Settings, suiteMs: number, files = 0, plan?: string) =>
      limit(capacityOf(false, settings, plan), settings, suiteMs, files).maxMutants;

    const table: [why: string, actual: number | undefined, expected: number][] = [
      ['a short suite is through with 200 in an hour', branches({}, MINUTE), 200],
      ['of half an hour, one round of 20 is begun', branches({}, 30 * MINUTE), 20],
      ['and of 60, where the plan has room', branches({}, 30 * MINUTE, 0, 'team'), 60],
      ['canaries take their share', branches({}, 30 * MINUTE, 5), 15],
      ['and never more than half', branches({}, 30 * MINUTE, 500), 10],
      ['longer than an hour, one round', branches({}, 90 * MINUTE), 20],
      ['a number that is asked for counts, whatever it takes', branches({ 'max-mutants': 100 }, 30 * MINUTE), 100],
      ['but 200', branches({ 'max-mutants': 1_000 }, 30 * MINUTE), 200],
      ['a budget that is asked for counts', branches({ 'time-budget-minutes': 95 }, 30 * MINUTE), 60],
      ['with a number, the smaller', branches({ 'time-budget-minutes': 95, 'max-mutants': 30 }, 30 * MINUTE), 30],
      ['one at least', branches({ 'concurrent-jobs': 1 }, 90 * MINUTE, 9), 1],
    ];
    for (const [why, actual, expected] of table) it(why, () => assert.equal(actual, expected));

    it('turns a time budget into a number, because tests there are not shared', () => {
      const settings = { 'time-budget-minutes': 10 };
      assert.equal(limit(capacityOf(false, settings), settings).timeBudgetMs, undefined);
    });
  });

  it('leaves one’s own machine the whole budget, and the number of workers that the settings name', () => {
    const settings = { 'time-budget-minutes': 1, workers: 3 };
    assert.deepEqual(limit(LOCAL, settings), {
      maxMutants: undefined,
      timeBudgetMs: MINUTE,
      workers: 3,
      shards: 1,
      worthAShardMs: undefined,
    });
  });
});

describe('suiteMsOf', () => {
  it('is a half of what a runner’s baseline took, which runs the suite twice', () => {
    assert.deepEqual([suiteMsOf({ cpuMs: 10 }, 'sharded'), suiteMsOf({ cpuMs: 10 }, 'branch-per-mutant')], [5, 10]);
  });
});
