import assert from 'node:assert/strict';
import { chooseStrategy, type StrategyFacts } from '../../../service/planning/choose-strategy.ts';

const choose = (facts: Partial<StrategyFacts>) =>
  chooseStrategy({ settings: {}, hasWorkflow: true, isPrivate: true, ...facts });

describe('chooseStrategy', () => {
  const strategies: [Partial<StrategyFacts>, string][] = [
    [{}, 'sharded'],
    [{ hasWorkflow: false }, 'branch-per-mutant'],
    [{ settings: { strategy: 'branch-per-mutant' } }, 'branch-per-mutant'],
    [{ settings: { strategy: 'sharded' } }, 'sharded'],
  ];
  for (const [facts, strategy] of strategies)
    it(`is ${strategy} for ${JSON.stringify(facts)}`, () => assert.equal(choose(facts).strategy, strategy));

  const parallel: [Partial<StrategyFacts>, parallelJobs: number, sideBySide: number][] = [
    [{}, 20, 20],
    [{ plan: 'free' }, 20, 20],
    [{ plan: 'pro' }, 20, 40],
    [{ plan: 'team' }, 20, 60],
    [{ plan: 'Enterprise' }, 20, 500],
    [{ plan: 'a plan of next year' }, 20, 20],
    [{ settings: { 'concurrent-jobs': 5 } }, 5, 5],
    [{ settings: { 'concurrent-jobs': 5 }, plan: 'enterprise' }, 5, 5],
    [{ settings: { 'concurrent-jobs': 300 } }, 20, 300],
    [{ settings: { shards: 3 } }, 3, 20],
    [{ settings: { shards: 12, 'concurrent-jobs': 5 } }, 12, 5],
  ];
  for (const [facts, parallelJobs, sideBySide] of parallel)
    it(`starts up to ${parallelJobs} shards, of ${sideBySide} jobs at once, for ${JSON.stringify(facts)}`, () => {
      const capacity = choose(facts);
      assert.deepEqual([capacity.parallelJobs, capacity.sideBySide], [parallelJobs, sideBySide]);
    });

  it('makes as many shards as the settings name, however little there is to do, and else only those that are worth it', () => {
    assert.equal(choose({ settings: { shards: 3 } }).worthAJobMs, undefined);
    assert.equal(choose({}).worthAJobMs, 240_000);
  });

  it('counts on more processors, and no bill, where the repository is public', () => {
    const { workersPerJob, isBilled } = choose({ isPrivate: false });
    assert.deepEqual([workersPerJob, isBilled], [4, false]);
    assert.deepEqual([choose({}).workersPerJob, choose({}).isBilled], [2, true]);
  });

  it('measures at most 200 mutants by branches', () => {
    assert.equal(choose({ hasWorkflow: false }).maxMutants, 200);
    assert.equal(choose({}).maxMutants, undefined);
  });

  it('says why, and where the number of jobs comes from', () => {
    assert.match(choose({ hasWorkflow: false }).reasons?.join(' ') ?? '', /not installed.*at most 200.*20 are assumed/);
    assert.match(choose({ plan: 'team' }).reasons?.join(' ') ?? '', /workflow is installed.*60 jobs at once.*"team"/);
    assert.match(
      choose({ settings: { strategy: 'sharded', 'concurrent-jobs': 4 } }).reasons?.join(' ') ?? '',
      /settings ask for the strategy sharded.*settings say that GitHub runs 4 jobs at once/,
    );
  });
});
