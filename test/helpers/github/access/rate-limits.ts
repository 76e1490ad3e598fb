import type { Clock } from '../clock.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const POINTS_PER_MINUTE = 900;
const CONTENT_PER_MINUTE = 80;
const CONTENT_PER_HOUR = 500;

export interface RateLimitOptions {
  /** Requests of one token in an hour. */
  readonly perHour?: number;
}

export interface RateLimitState {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since 1970. */
  readonly reset: number;
}

export interface LimitExceeded {
  readonly kind: 'primary' | 'secondary';
  readonly retryAfterS: number;
}

/** GitHub's two kinds of limit for one token: requests an hour, and points and contents a minute. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #limit: number;
  #windowStart: number;
  #used = 0;
  #points: { at: number; points: number }[] = [];
  #contents: number[] = [];

  constructor(clock: Clock, options: RateLimitOptions) {
    this.#clock = clock;
    this.#limit = options.perHour ?? 5000;
    this.#windowStart = clock();
  }

  get state(): RateLimitState {
    this.#startWindow();
    const remaining = Math.max(0, this.#limit - this.#used);
    return { limit: this.#limit, used: this.#used, remaining, reset: Math.ceil((this.#windowStart + HOUR_MS) / 1000) };
  }

  /** Called before a request is answered. A refused request counts against the secondary limit, not against the hour. */
  admit(method: string, isContent: boolean): LimitExceeded | undefined {
    const now = this.#clock();
    this.#startWindow();
    if (this.#used >= this.#limit)
      return { kind: 'primary', retryAfterS: Math.max(1, Math.ceil((this.#windowStart + HOUR_MS - now) / 1000)) };
    this.#used += 1;
    this.#points = this.#points.filter(({ at }) => at > now - MINUTE_MS);
    this.#points.push({ at: now, points: method === 'GET' ? 1 : 5 });
    this.#contents = this.#contents.filter((at) => at > now - HOUR_MS);
    if (isContent) this.#contents.push(now);
    const points = this.#points.reduce((sum, entry) => sum + entry.points, 0);
    const contentsInMinute = this.#contents.filter((at) => at > now - MINUTE_MS).length;
    if (
      points <= POINTS_PER_MINUTE &&
      contentsInMinute <= CONTENT_PER_MINUTE &&
      this.#contents.length <= CONTENT_PER_HOUR
    )
      return undefined;
    return { kind: 'secondary', retryAfterS: 60 };
  }

  /** A conditional request that was answered 304 costs nothing. */
  refund(): void {
    this.#used = Math.max(0, this.#used - 1);
  }

  #startWindow(): void {
    if (this.#clock() < this.#windowStart + HOUR_MS) return;
    this.#windowStart = this.#clock();
    this.#used = 0;
  }
}
