import { createHash } from 'node:crypto';

/**
 * Items in an order that depends on nothing but the seed and their ids: the first N are a uniform sample without
 * replacement, and a larger sample of the same seed begins with the smaller one.
 */
export function inSeededOrder<Item>(items: readonly Item[], idOf: (item: Item) => string, seed: string): Item[] {
  return items
    .map((item) => ({
      item,
      rank: createHash('sha256')
        .update(`${seed}:${idOf(item)}`)
        .digest('hex'),
    }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ item }) => item);
}

/** The first of every class, then the second of every class, and so on: where a class runs out, the others fill up. */
export function drawEqually<Item>(items: readonly Item[], classOf: (item: Item) => string, count: number): Item[] {
  const classes = new Map<string, Item[]>();
  for (const item of items) {
    const members = classes.get(classOf(item)) ?? [];
    members.push(item);
    classes.set(classOf(item), members);
  }
  const drawn: Item[] = [];
  for (let turn = 0; drawn.length < Math.min(count, items.length); turn += 1) {
    for (const members of classes.values()) {
      const item = members[turn];
      if (item !== undefined && drawn.length < count) drawn.push(item);
    }
  }
  return drawn;
}
