import type { ServiceConnection } from '../connection/service-link.ts';

/** Texts of files as runs measured them: what a run has measured never changes. */
export interface MeasuredTexts {
  /** The text, if it is here. */
  get(runId: string, path: string): string | undefined;
  /** Fetches the text if it is not here; undefined where it cannot be had now. */
  load(runId: string, path: string): Promise<string | undefined>;
  /** Those of the runs that are still needed. */
  entries(isNeeded: (runId: string, path: string) => boolean): MeasuredText[];
  restore(texts: readonly MeasuredText[]): void;
}

export interface MeasuredText {
  readonly runId: string;
  readonly path: string;
  readonly text: string;
}

const ANSWER_TIMEOUT_MS = 30_000;

export function createMeasuredTexts(
  present: () => ServiceConnection | undefined,
  onError: (error: unknown) => void,
): MeasuredTexts {
  const texts = new Map<string, MeasuredText>();
  const loading = new Map<string, Promise<string | undefined>>();
  const keyOf = (runId: string, path: string) => `${runId} ${path}`;

  const fetchText = async (runId: string, path: string): Promise<string | undefined> => {
    const connection = present();
    if (connection === undefined) return undefined;
    try {
      const { text } = await connection.client.call('showSource', {
        params: { org: connection.organisation, runId },
        query: { path },
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      texts.set(keyOf(runId, path), { runId, path, text });
      return text;
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  return {
    get: (runId, path) => texts.get(keyOf(runId, path))?.text,
    load(runId, path) {
      const key = keyOf(runId, path);
      const here = texts.get(key);
      if (here) return Promise.resolve(here.text);
      const promise = loading.get(key) ?? fetchText(runId, path).finally(() => loading.delete(key));
      loading.set(key, promise);
      return promise;
    },
    entries: (isNeeded) => [...texts.values()].filter(({ runId, path }) => isNeeded(runId, path)),
    restore(restored) {
      for (const text of restored) texts.set(keyOf(text.runId, text.path), text);
    },
  };
}
