/**
 * What one plan carries, and what is measured again at most where a job is lost before any of its report was read. The history
 * of a shard's workflow does not depend on it: that grows by eleven events with each poll, and begins anew in time.
 */
const LARGEST_SHARD = 2_000;

/** How far the longest of several shards may be above the average for the sake of whole files. */
const TOLERANCE = 1.1;

interface ShardItem {
  readonly path: string;
  readonly costMs: number;
}

interface Shard<Item> {
  readonly items: Item[];
  costMs: number;
}

/**
 * Cuts work into shards, none beyond 2,000 items. What a runner does once for each file it does again in every shard that has a
 * part of the file, so files stay together. One wanted shard, which may become several one after the other, splits only
 * files that are larger than a shard. Several, which run side by side, are balanced: the longest is at most a tenth above
 * the average, or as long as spreading item by item makes it, where items are too few or too unequal for that.
 */
export function cutIntoShards<Item extends ShardItem>(
  items: readonly Item[],
  wanted: number,
  largest = LARGEST_SHARD,
): { shardOf: Map<Item, number>; shardSizes: number[] } {
  const shards = (wanted > 1 ? balance(items, wanted, largest) : fill(items, largest)).filter(
    ({ items: { length } }) => length > 0,
  );
  return {
    shardOf: new Map(shards.flatMap((shard, index) => shard.items.map((item) => [item, index]))),
    shardSizes: shards.map(({ items: { length } }) => length),
  };
}

/** The largest file first, each into the first shard that has room for all that is left of it. */
function fill<Item extends ShardItem>(items: readonly Item[], largest: number): Shard<Item>[] {
  const shards: Shard<Item>[] = [];
  for (const file of groupByFile(items).sort((a, b) => b.length - a.length)) {
    for (let start = 0; start < file.length; start += largest) {
      const part = file.slice(start, start + largest);
      let shard = shards.find(({ items: { length } }) => length + part.length <= largest);
      if (shard === undefined) shards.push((shard = { items: [], costMs: 0 }));
      addTo(shard, part);
    }
  }
  return shards;
}

function balance<Item extends ShardItem>(items: readonly Item[], wanted: number, largest: number): Shard<Item>[] {
  const fewest = Math.max(Math.ceil(items.length / largest), Math.min(wanted, items.length));
  // Where the shards are more than can run side by side anyway, whole files fit more easily into some more.
  const most = fewest > wanted ? fewest * 2 : fewest;
  const spread = spreadItems(items, fewest, largest);
  const averageMs = sumCost(items) / fewest;
  const limits = { averageMs, longestMs: Math.max(averageMs * TOLERANCE, longestOf(spread)), largest };
  for (let count = fewest; count <= most; count += 1) {
    const together = spreadFiles(items, count, limits);
    if (together !== undefined && countPairs(together) <= countPairs(spread)) return together;
  }
  return spread;
}

/** The most expensive item first, each to the shard that has least so far (Graham's longest-processing-time rule). */
function spreadItems<Item extends ShardItem>(items: readonly Item[], count: number, largest: number): Shard<Item>[] {
  const shards = emptyShards<Item>(count);
  for (const item of byCost(items)) {
    const shard = leastLoaded(shards, largest - 1);
    if (shard) addTo(shard, [item]);
  }
  return shards;
}

interface Limits {
  readonly averageMs: number;
  readonly longestMs: number;
  readonly largest: number;
}

/**
 * The most expensive file first, each as a whole to the shard that has least so far. Where it has no room for all, it takes as much as
 * brings it to the average. Undefined where that does not come out even.
 */
function spreadFiles<Item extends ShardItem>(
  items: readonly Item[],
  count: number,
  limits: Limits,
): Shard<Item>[] | undefined {
  const shards = emptyShards<Item>(count);
  const files = groupByFile(items).map((file) => ({ rest: byCost(file), costMs: sumCost(file) }));
  for (let { rest } of files.sort((a, b) => b.costMs - a.costMs)) {
    while (rest.length > 0) {
      const left = place(rest, shards, limits);
      if (left.length === rest.length) return undefined;
      rest = left;
    }
  }
  return shards;
}

/** Returns what is still to be placed. */
function place<Item extends ShardItem>(items: readonly Item[], shards: readonly Shard<Item>[], limits: Limits): Item[] {
  const { longestMs, largest } = limits;
  const whole = leastLoaded(shards, largest - items.length);
  if (whole !== undefined && whole.costMs + sumCost(items) <= longestMs) {
    addTo(whole, items);
    return [];
  }
  const shard = leastLoaded(shards, largest - 1);
  return shard === undefined ? [...items] : takePart(shard, items, limits);
}

/** Returns what the shard has no room for. */
function takePart<Item extends ShardItem>(
  shard: Shard<Item>,
  items: readonly Item[],
  { averageMs, longestMs, largest }: Limits,
): Item[] {
  return items.filter((item) => {
    const hasRoom =
      shard.items.length < largest && shard.costMs <= averageMs && shard.costMs + item.costMs <= longestMs;
    if (hasRoom) addTo(shard, [item]);
    return !hasRoom;
  });
}

/** Of the shards with at most so many items. */
function leastLoaded<Item>(shards: readonly Shard<Item>[], mostItems: number): Shard<Item> | undefined {
  let least: Shard<Item> | undefined;
  for (const shard of shards) {
    if (shard.items.length <= mostItems && (least === undefined || shard.costMs < least.costMs)) least = shard;
  }
  return least;
}

function addTo<Item extends ShardItem>(shard: Shard<Item>, items: readonly Item[]): void {
  for (const item of items) shard.items.push(item);
  shard.costMs += sumCost(items);
}

function groupByFile<Item extends ShardItem>(items: readonly Item[]): Item[][] {
  const files = new Map<string, Item[]>();
  for (const item of items) {
    const file = files.get(item.path);
    if (file) file.push(item);
    else files.set(item.path, [item]);
  }
  return [...files.values()];
}

const emptyShards = <Item>(count: number): Shard<Item>[] =>
  Array.from({ length: count }, () => ({ items: [], costMs: 0 }));
const byCost = <Item extends ShardItem>(items: readonly Item[]): Item[] =>
  items.toSorted((a, b) => b.costMs - a.costMs);
const sumCost = (items: readonly ShardItem[]): number => items.reduce((sum, { costMs }) => sum + costMs, 0);
const longestOf = (shards: readonly Shard<unknown>[]): number => Math.max(...shards.map(({ costMs }) => costMs));
const countPairs = (shards: readonly Shard<ShardItem>[]): number =>
  shards.reduce((sum, { items }) => sum + new Set(items.map(({ path }) => path)).size, 0);
