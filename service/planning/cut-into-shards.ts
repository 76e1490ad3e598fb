/** A shard's workflow takes about 15 history events per mutant at worst, and a lost job repeats at most so many. */
const LARGEST_SHARD = 500;

/**
 * Spreads work over shards of about equal cost: the most expensive first, each to the shard that has least so far
 * (Graham's longest-processing-time rule), none beyond 500 items.
 */
export function cutIntoShards<Item extends { readonly costMs: number }>(
  items: readonly Item[],
  wanted: number,
): { shardOf: Map<Item, number>; shardSizes: number[] } {
  const count = Math.max(Math.ceil(items.length / LARGEST_SHARD), Math.min(wanted, items.length));
  const loads = Array.from({ length: count }, () => ({ costMs: 0, size: 0 }));
  const shardOf = new Map<Item, number>();
  for (const item of items.toSorted((a, b) => b.costMs - a.costMs)) {
    const index = leastLoaded(loads);
    shardOf.set(item, index);
    const load = loads[index];
    if (load) {
      load.costMs += item.costMs;
      load.size += 1;
    }
  }
  return { shardOf, shardSizes: loads.map(({ size }) => size) };
}

function leastLoaded(loads: readonly { costMs: number; size: number }[]): number {
  let least = -1;
  for (const [index, { costMs, size }] of loads.entries()) {
    if (size < LARGEST_SHARD && (least < 0 || costMs < (loads[least]?.costMs ?? 0))) least = index;
  }
  return least;
}
