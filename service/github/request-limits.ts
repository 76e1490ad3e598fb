/** How much of GitHub's limits is left, as arithmetic: no clock, no database, no network. */
import { z } from 'zod';

/** GitHub's limits for one identity, less a tenth, because others may use the same identity beside Tinybug. */
export const LIMITS = {
  /** GitHub: 900 a minute. */
  pointsPerMinute: 810,
  /** GitHub: 80 a minute. */
  creationsPerMinute: 72,
  /** GitHub: 500 an hour. */
  creationsPerHour: 450,
  /** Of the hour's requests, kept for what must not wait: cancelling and cleaning up. */
  reserve: 0.05,
} as const;

const SLOT_SECONDS = 10;
const MINUTE = 60;
const HOUR = 3_600;

/** What was spent in ten seconds: where they begin, in seconds since 1970; points; requests that create content. */
const Slot = z.tuple([z.int(), z.int(), z.int()]);

export const SpentRequests = z.object({
  slots: z.array(Slot),
  /** As GitHub last told: requests left until the moment, in seconds since 1970. */
  primary: z.object({ remaining: z.int(), limit: z.int(), resetAt: z.int() }).optional(),
  /** GitHub asked to wait until then, in seconds since 1970. */
  blockedUntil: z.number().optional(),
});
export type SpentRequests = z.infer<typeof SpentRequests>;

export const NOTHING_SPENT: SpentRequests = { slots: [] };

export interface RequestCost {
  /** GitHub counts 1 for reading, 5 for writing. */
  readonly points: number;
  readonly isCreation: boolean;
  /** May use the reserve. */
  readonly isUrgent: boolean;
}

export const costOf = (method: string, isUrgent: boolean): RequestCost => {
  const isReading = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  return { points: isReading ? 1 : 5, isCreation: !isReading, isUrgent };
};

/** The state with the request in it; or, where it has to wait, the state as it was and until when, in seconds. */
export function spend(
  spent: SpentRequests,
  cost: RequestCost,
  now: number,
): { readonly spent: SpentRequests; readonly waitUntil?: number } {
  const slots = spent.slots.filter(([start]) => isWithin(start, HOUR, now));
  const current = { ...spent, slots, ...forgetPast(spent, now) };
  const waitUntil = findWait(current, cost, now);
  if (waitUntil !== undefined) return { spent: current, waitUntil };
  const start = Math.floor(now / SLOT_SECONDS) * SLOT_SECONDS;
  const last = slots.at(-1);
  const created = cost.isCreation ? 1 : 0;
  const slot: [number, number, number] =
    last?.[0] === start ? [start, last[1] + cost.points, last[2] + created] : [start, cost.points, created];
  const kept = last?.[0] === start ? slots.slice(0, -1) : slots;
  const { primary } = current;
  return {
    spent: {
      ...current,
      slots: [...kept, slot],
      ...(primary && { primary: { ...primary, remaining: Math.max(0, primary.remaining - 1) } }),
    },
  };
}

/** A slot counts until all of it is out of the window. */
const isWithin = (start: number, windowSeconds: number, now: number): boolean =>
  now < start + SLOT_SECONDS + windowSeconds;

function forgetPast({ primary, blockedUntil }: SpentRequests, now: number): Omit<SpentRequests, 'slots'> {
  return {
    primary: primary !== undefined && primary.resetAt > now ? primary : undefined,
    blockedUntil: blockedUntil !== undefined && blockedUntil > now ? blockedUntil : undefined,
  };
}

function findWait({ slots, primary, blockedUntil }: SpentRequests, cost: RequestCost, now: number): number | undefined {
  const waits: number[] = blockedUntil === undefined ? [] : [blockedUntil];
  const room = (windowSeconds: number, limit: number, amount: number, place: 1 | 2): void => {
    const inside = slots.filter(([start]) => isWithin(start, windowSeconds, now));
    let total = inside.reduce((sum, slot) => sum + slot[place], 0);
    for (const slot of inside) {
      if (total + amount <= limit) return;
      waits.push(slot[0] + SLOT_SECONDS + windowSeconds);
      total -= slot[place];
    }
  };
  room(MINUTE, LIMITS.pointsPerMinute, cost.points, 1);
  if (cost.isCreation) {
    room(MINUTE, LIMITS.creationsPerMinute, 1, 2);
    room(HOUR, LIMITS.creationsPerHour, 1, 2);
  }
  if (primary && primary.remaining <= (cost.isUrgent ? 0 : primary.limit * LIMITS.reserve)) waits.push(primary.resetAt);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** What an answer's headers tell. */
export interface LimitHeaders {
  readonly remaining?: number | undefined;
  readonly limit?: number | undefined;
  readonly resetAt?: number | undefined;
  readonly blockedUntil?: number | undefined;
}

/** Answers overtake one another: within the same hour the lower number is the newer one. */
export function observe(
  spent: SpentRequests,
  { remaining, limit, resetAt, blockedUntil }: LimitHeaders,
): SpentRequests {
  const known = spent.primary;
  const isTold = remaining !== undefined && limit !== undefined && resetAt !== undefined;
  const isOlder = isTold && known !== undefined && known.resetAt > resetAt;
  const isSame = isTold && known?.resetAt === resetAt;
  const primary =
    !isTold || isOlder
      ? known
      : { limit, resetAt, remaining: isSame ? Math.min(known.remaining, remaining) : remaining };
  const blocked = Math.max(spent.blockedUntil ?? 0, blockedUntil ?? 0);
  return { slots: spent.slots, primary, blockedUntil: blocked === 0 ? undefined : blocked };
}
