import type { LimitHeaders } from './request-limits.ts';

type Headers = Readonly<Record<string, string | number | undefined>>;

/** Without a word of how long, GitHub asks to wait at least a minute. */
const UNNAMED_WAIT_SECONDS = 60;

/** What an answer tells of GitHub's limits. */
export function readLimitHeaders(status: number, headers: Headers): LimitHeaders {
  const limit = toNumber(headers['x-ratelimit-limit']);
  const remaining = toNumber(headers['x-ratelimit-remaining']);
  const resetAt = toNumber(headers['x-ratelimit-reset']);
  const isOfCore = (headers['x-ratelimit-resource'] ?? 'core') === 'core';
  return { ...(isOfCore && { limit, remaining, resetAt }), blockedUntil: findBlockedUntil(status, headers) };
}

/** Seconds since 1970; `undefined` where the answer is no refusal for being asked too much. */
function findBlockedUntil(status: number, headers: Headers): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const now = Date.now() / 1_000;
  const retryAfter = toNumber(headers['retry-after']);
  if (retryAfter !== undefined) return now + retryAfter;
  const resetAt = toNumber(headers['x-ratelimit-reset']);
  if (toNumber(headers['x-ratelimit-remaining']) === 0 && resetAt !== undefined) return resetAt + 1;
  return status === 429 ? now + UNNAMED_WAIT_SECONDS : undefined;
}

function toNumber(value: string | number | undefined): number | undefined {
  const number = Number(value ?? NaN);
  return Number.isFinite(number) ? Math.trunc(number) : undefined;
}
