import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutIntoShards } from '../../../service/planning/cut-into-shards.ts';

interface Item {
  readonly path: string;
  readonly costMs: number;
}

const itemsOf = (...files: (readonly [path: string, count: number, costMs?: number])[]): Item[] =>
  files.flatMap(([path, count, costMs = 1]) => Array.from({ length: count }, () => ({ path, costMs })));

/** What each shard holds: its number of items by path. */
function contentsOf(items: readonly Item[], wanted: number, largest?: number): Record<string, number>[] {
  const { shardOf, shardSizes } = cutIntoShards(items, wanted, largest);
  return shardSizes.map((_, index) => {
    const counts: Record<string, number> = {};
    for (const [{ path }, shard] of shardOf) if (shard === index) counts[path] = (counts[path] ?? 0) + 1;
    return counts;
  });
}

const countPairs = (items: readonly Item[], shardOf: ReadonlyMap<Item, number>): number =>
  new Set(items.map((item) => `${shardOf.get(item) ?? ''} ${item.path}`)).size;

const longestOf = (items: readonly Item[], shardOf: ReadonlyMap<Item, number>): number => {
  const costs = new Map<number, number>();
  for (const item of items) {
    const shard = shardOf.get(item) ?? -1;
    costs.set(shard, (costs.get(shard) ?? 0) + item.costMs);
  }
  return Math.max(...costs.values());
};

/** The plainest balanced way: items by falling cost, each to the shard with the least, whichever file it is of. */
function spreadByCost(items: readonly Item[], wanted: number, largest: number): Map<Item, number> {
  const count = Math.max(Math.ceil(items.length / largest), Math.min(wanted, items.length));
  const loads = Array.from({ length: count }, (_, index) => ({ index, size: 0, costMs: 0 }));
  const shardOf = new Map<Item, number>();
  for (const item of items.toSorted((a, b) => b.costMs - a.costMs)) {
    const [load] = loads.filter(({ size }) => size < largest).sort((a, b) => a.costMs - b.costMs || a.index - b.index);
    assert.ok(load);
    shardOf.set(item, load.index);
    load.size += 1;
    load.costMs += item.costMs;
  }
  return shardOf;
}

const work = fc.record({
  items: fc.array(
    fc.record({
      path: fc.constantFrom('a.py', 'b.py', 'c.py', 'd.py', 'e.py', 'f.py'),
      costMs: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2_000 })),
    }),
    { minLength: 1, maxLength: 150 },
  ),
  wanted: fc.integer({ min: 1, max: 12 }),
  largest: fc.integer({ min: 1, max: 60 }),
});

describe('cutIntoShards', () => {
  it('puts every item into exactly one shard, none of them empty or beyond the cap', () => {
    fc.assert(
      fc.property(work, ({ items, wanted, largest }) => {
        const { shardOf, shardSizes } = cutIntoShards(items, wanted, largest);
        assert.equal(shardOf.size, items.length);
        for (const [index, size] of shardSizes.entries()) {
          assert.ok(size > 0 && size <= largest);
          assert.equal([...shardOf.values()].filter((shard) => shard === index).length, size);
        }
      }),
    );
  });

  it('keeps the longest of several shards within a tenth of the average, or of what spreading by cost comes to', () => {
    fc.assert(
      fc.property(work, ({ items, wanted, largest }) => {
        fc.pre(wanted > 1);
        const count = Math.max(Math.ceil(items.length / largest), Math.min(wanted, items.length));
        const averageMs = items.reduce((sum, { costMs }) => sum + costMs, 0) / count;
        const longestMs = longestOf(items, cutIntoShards(items, wanted, largest).shardOf);
        const byCostMs = longestOf(items, spreadByCost(items, wanted, largest));
        assert.ok(longestMs <= Math.max(averageMs * 1.1, byCostMs) + 1e-6, `${longestMs} of ${averageMs}`);
      }),
    );
  });

  it('never has a file in more shards than spreading by cost, all files together', () => {
    fc.assert(
      fc.property(work, ({ items, wanted, largest }) => {
        const { shardOf } = cutIntoShards(items, wanted, largest);
        assert.ok(countPairs(items, shardOf) <= countPairs(items, spreadByCost(items, wanted, largest)));
      }),
    );
  });

  it('splits for one wanted shard only files that are larger than a shard, and those as little as can be', () => {
    fc.assert(
      fc.property(work, ({ items, largest }) => {
        const { shardOf } = cutIntoShards(items, 1, largest);
        const paths = [...new Set(items.map(({ path }) => path))];
        const fewest = paths.map((path) => Math.ceil(items.filter((item) => item.path === path).length / largest));
        assert.equal(
          countPairs(items, shardOf),
          fewest.reduce((sum, count) => sum + count, 0),
        );
      }),
    );
  });

  it('is the same for the same items', () => {
    fc.assert(
      fc.property(work, ({ items, wanted, largest }) => {
        assert.deepEqual(cutIntoShards(items, wanted, largest), cutIntoShards(items, wanted, largest));
      }),
    );
  });

  it('fills one shard after the other where one is wanted and not all fit into it', () => {
    const items = itemsOf(['a.py', 3], ['b.py', 14], ['c.py', 6]);
    assert.deepEqual(contentsOf(items, 1, 10), [{ 'b.py': 10 }, { 'c.py': 6, 'b.py': 4 }, { 'a.py': 3 }]);
    assert.deepEqual(contentsOf(items, 1, 23), [{ 'b.py': 14, 'c.py': 6, 'a.py': 3 }]);
  });

  it('gives each of equally expensive files a shard of its own', () => {
    const items = itemsOf(['a.py', 10, 2], ['b.py', 20, 1], ['c.py', 1, 19]);
    assert.deepEqual(contentsOf(items, 3), [{ 'a.py': 10 }, { 'b.py': 20 }, { 'c.py': 1 }]);
  });

  it('splits the one file that is longer than its share, and no other', () => {
    const items = itemsOf(['a.py', 90], ['b.py', 10], ['c.py', 10], ['d.py', 10]);
    assert.deepEqual(
      contentsOf(items, 2)
        .map((counts) => Object.keys(counts).length)
        .toSorted(),
      [1, 4],
    );
  });

  it('makes no more shards than there are items, and none of nothing', () => {
    assert.equal(cutIntoShards(itemsOf(['a.py', 3]), 20).shardSizes.length, 3);
    assert.deepEqual(cutIntoShards([], 20).shardSizes, []);
    assert.deepEqual(cutIntoShards([], 1).shardSizes, []);
  });
});
