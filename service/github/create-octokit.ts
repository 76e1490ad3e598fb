import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import type { CachedAnswer, EtagCache } from './etag-cache.ts';
import { readLimitHeaders } from './limit-headers.ts';
import { LONGEST_WAIT_SECONDS, type RequestBudget } from './request-budget.ts';

export interface OctokitOptions {
  readonly apiUrl: string;
  /** Whoever GitHub's limits count for. */
  readonly identity: string;
  /** Told whether GitHub did not take the token that was given before. */
  readonly token: (isRefused: boolean) => Promise<string>;
  readonly budget: RequestBudget;
  readonly cache: EtagCache;
  readonly logger: Logger;
  /** Multiplied by 1, 4 and 9 where a failed request is tried again. */
  readonly retryBaseMs: number;
}

/** May use what is kept of the hour's requests. */
export const URGENT = { isUrgent: true } as const;
/** What creates something may have done so although no answer came. */
export const ONCE = { retries: 0 } as const;
export const AS_STREAM = { parseSuccessResponseBody: false } as const;

const TIMEOUT_MS = 60_000;
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** Every request, repeated ones too, is within the budget, carries a fresh token and asks only for what has changed. */
export function createOctokit(options: OctokitOptions): Octokit {
  const { apiUrl, identity, retryBaseMs, logger } = options;
  // Added first, so that the plugins that repeat requests are around it.
  const connect = (octokit: Octokit): Record<string, never> => {
    octokit.hook.wrap('request', createConnection(octokit, options));
    return {};
  };
  const Connected = Octokit.plugin(connect as never, retry, throttling);
  const isWorthWaiting = (retryAfter: number, _request: unknown, _octokit: unknown, retryCount: number): boolean =>
    retryCount === 0 && retryAfter <= LONGEST_WAIT_SECONDS;
  return new Connected({
    baseUrl: apiUrl,
    userAgent: 'tinybug',
    log: toLog(logger),
    retry: { retryAfterBaseValue: retryBaseMs },
    throttle: { id: identity, onRateLimit: isWorthWaiting, onSecondaryRateLimit: isWorthWaiting },
  });
}

type SendOptions = Required<Parameters<Octokit['request']['endpoint']['parse']>[0]>;
type Answer = Awaited<ReturnType<Octokit['request']>>;
type Send = (request: SendOptions) => Answer | Promise<Answer>;

function createConnection(
  octokit: Octokit,
  { identity, token, budget, cache }: OctokitOptions,
): (send: Send, request: SendOptions) => Promise<Answer> {
  const sendOnce = async (send: Send, request: SendOptions, isRefused: boolean): Promise<Answer> => {
    await budget.spend(request.method, request.request['isUrgent'] === true);
    request.headers.authorization = `Bearer ${await token(isRefused)}`;
    const isStream = request.request.parseSuccessResponseBody === false;
    request.request = { ...request.request, signal: AbortSignal.timeout(isStream ? DOWNLOAD_TIMEOUT_MS : TIMEOUT_MS) };
    const { url } = octokit.request.endpoint.parse(request);
    const key = `${identity} ${url}`;
    const isCached = request.method === 'GET' && !isStream;
    const known = isCached ? cache.find(key) : undefined;
    if (known) request.headers['if-none-match'] = known.etag;
    try {
      const response = await send(request);
      await budget.observe(readLimitHeaders(response.status, response.headers));
      const { etag } = response.headers;
      if (isCached && etag !== undefined) cache.store(key, toCached(response, etag));
      return response;
    } catch (error) {
      if (!(error instanceof RequestError) || error.response === undefined) throw error;
      await budget.observe(readLimitHeaders(error.status, error.response.headers));
      if (error.status === 304 && known) return fromCached(known);
      throw error;
    }
  };
  return async (send, request) => {
    try {
      return await sendOnce(send, request, false);
    } catch (error) {
      // It may have been revoked, or have run out on the way.
      if (!(error instanceof RequestError && error.status === 401)) throw error;
      return sendOnce(send, request, true);
    }
  };
}

const toCached = ({ status, url, headers, data }: Answer, etag: string): CachedAnswer => ({
  etag,
  status,
  url,
  headers,
  body: JSON.stringify(data),
});

const fromCached = ({ status, url, headers, body }: CachedAnswer): Answer => ({
  status,
  url,
  headers,
  data: JSON.parse(body) as unknown,
});

/** Octokit logs method, path and status, and never headers. */
export const toLog = (logger: Logger) => ({
  debug: (message: string) => logger.trace(message),
  info: (message: string) => logger.debug(message),
  warn: (message: string) => logger.warn(message),
  error: (message: string) => logger.debug(message),
});
