import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

const LIFETIME_MS = 60_000;

export interface StoredContent {
  readonly contentType: string;
  readonly content: Buffer;
}

/** Links to logs and artifacts: whoever has one may read, for one minute. */
export class StorageLinks {
  readonly #contents = new Map<string, StoredContent & { expiresAt: number }>();
  readonly #clock: Clock;
  readonly #address: string;

  constructor(address: string, clock: Clock) {
    this.#address = address;
    this.#clock = clock;
  }

  create(contentType: string, content: Buffer): string {
    const key = randomBytes(16).toString('hex');
    this.#contents.set(key, { contentType, content, expiresAt: this.#clock() + LIFETIME_MS });
    return `${this.#address}/storage/${key}?sig=${randomBytes(8).toString('hex')}`;
  }

  find(key: string): StoredContent | undefined {
    const stored = this.#contents.get(key);
    return stored !== undefined && stored.expiresAt > this.#clock() ? stored : undefined;
  }
}
