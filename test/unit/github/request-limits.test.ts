import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  costOf,
  LIMITS,
  NOTHING_SPENT,
  observe,
  spend,
  SpentRequests,
} from '../../../service/github/request-limits.ts';

const START = 1_800_000_000;
const GET = costOf('GET', false);
const POST = costOf('POST', false);

describe('spend', () => {
  it('lets through what is within the limits, and then names the moment from which there is room', () => {
    let spent: SpentRequests = NOTHING_SPENT;
    let count = 0;
    let waitUntil: number | undefined;
    while (waitUntil === undefined) {
      ({ spent, waitUntil } = spend(spent, POST, START + 1));
      if (waitUntil === undefined) count += 1;
    }
    assert.equal(count, LIMITS.creationsPerMinute);
    assert.equal(waitUntil, START + 70);
    assert.equal(spend(spent, GET, START + 1).waitUntil, undefined);
    assert.equal(spend(spent, POST, waitUntil).waitUntil, undefined);
  });

  it('never crosses a limit in any minute or hour, whatever is asked when, and always goes on', () => {
    const gaps = fc.array(fc.tuple(fc.constantFrom('GET', 'POST', 'PATCH'), fc.integer({ min: 0, max: 3 })), {
      minLength: 700,
      maxLength: 900,
    });
    fc.assert(
      fc.property(gaps, (requests) => {
        let spent: SpentRequests = NOTHING_SPENT;
        let now = START;
        const made: { at: number; points: number; created: number }[] = [];
        for (const [method, gap] of requests) {
          now += gap / 10;
          const cost = costOf(method, false);
          for (;;) {
            const answer = spend(spent, cost, now);
            spent = answer.spent;
            if (answer.waitUntil === undefined) break;
            assert.ok(answer.waitUntil > now);
            now = answer.waitUntil;
          }
          made.push({ at: now, points: cost.points, created: cost.isCreation ? 1 : 0 });
        }
        for (const { at } of made) {
          const within = (seconds: number) => made.filter((each) => each.at > at - seconds && each.at <= at);
          assert.ok(within(60).reduce((sum, { points }) => sum + points, 0) <= 900);
          assert.ok(within(60).reduce((sum, { created }) => sum + created, 0) <= 80);
          assert.ok(within(3_600).reduce((sum, { created }) => sum + created, 0) <= 500);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('keeps a rest of the hour for what must not wait', () => {
    const primary = { remaining: 250, limit: 5_000, resetAt: START + 100 };
    assert.equal(spend({ slots: [], primary }, GET, START).waitUntil, START + 100);
    assert.equal(spend({ slots: [], primary }, costOf('POST', true), START).waitUntil, undefined);
    assert.equal(
      spend({ slots: [], primary: { ...primary, remaining: 0 } }, costOf('POST', true), START).waitUntil,
      START + 100,
    );
    assert.equal(spend({ slots: [], primary }, GET, START + 100).waitUntil, undefined, 'a new hour');
  });

  it('waits as long as GitHub asked', () => {
    const spent = observe(NOTHING_SPENT, { blockedUntil: START + 30 });
    assert.equal(spend(spent, GET, START).waitUntil, START + 30);
    assert.equal(spend(spent, GET, START + 30).waitUntil, undefined);
  });

  it('keeps no more than an hour, in little room', () => {
    let spent: SpentRequests = NOTHING_SPENT;
    for (let second = 0; second < 20_000; second += 5) spent = spend(spent, GET, START + second).spent;
    assert.ok(spent.slots.length <= 362);
    assert.deepEqual(SpentRequests.parse(JSON.parse(JSON.stringify(spent))), JSON.parse(JSON.stringify(spent)));
  });
});

describe('observe', () => {
  const told = (remaining: number, resetAt: number) => ({ remaining, limit: 5_000, resetAt });

  it('believes the lowest number of an hour, because answers overtake one another', () => {
    const spent = observe(observe(NOTHING_SPENT, told(100, 10)), told(120, 10));
    assert.equal(spent.primary?.remaining, 100);
  });

  it('believes a later hour, and not an earlier one', () => {
    const spent = observe(observe(NOTHING_SPENT, told(100, 20)), told(5, 10));
    assert.equal(spent.primary?.remaining, 100);
    assert.equal(observe(spent, told(5_000, 30)).primary?.remaining, 5_000);
  });
});
