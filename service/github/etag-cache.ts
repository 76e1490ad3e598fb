/** Answers that GitHub need not send again while they are the same: such a request costs nothing of the hour's limit. */
export interface EtagCache {
  find(key: string): CachedAnswer | undefined;
  store(key: string, answer: CachedAnswer): void;
}

export interface CachedAnswer {
  readonly etag: string;
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** JSON: whoever gets an answer may change it. */
  readonly body: string;
}

const DEFAULT_MAX_CHARACTERS = 16 * 1024 * 1024;

/** Forgets the answers that were used longest ago. */
export function createEtagCache(maxCharacters = DEFAULT_MAX_CHARACTERS): EtagCache {
  const entries = new Map<string, { answer: CachedAnswer; size: number }>();
  let total = 0;
  const drop = (key: string): void => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.answer;
    },
    store(key, answer) {
      drop(key);
      const size = key.length + answer.body.length;
      if (size > maxCharacters / 4) return;
      entries.set(key, { answer, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= maxCharacters) return;
        drop(oldest);
      }
    },
  };
}
