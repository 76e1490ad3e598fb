import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;

interface Listening {
  readonly client: Client;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;
}

type OnPayload = (payload: string | undefined) => void;

/**
 * Listens on a channel with a connection of its own, and resolves, with what ends it, once the server has confirmed.
 * A lost connection is made anew; the callback is then called without a payload, because notifications may be missed.
 */
export async function listenOnServer(
  config: ClientConfig,
  channel: string,
  onPayload: OnPayload,
): Promise<() => Promise<void>> {
  const closing = new AbortController();
  let listening: Listening | undefined = await startListening(config, channel, onPayload);
  const keepListening = async (): Promise<void> => {
    while (listening !== undefined) {
      await listening.ended;
      listening = await listenAgain(() => startListening(config, channel, onPayload), closing.signal);
      if (closing.signal.aborted) await listening?.client.end();
      else onPayload(undefined);
    }
  };
  const finished = keepListening();
  return async () => {
    closing.abort();
    await listening?.client.end();
    await finished;
  };
}

async function startListening(config: ClientConfig, channel: string, onPayload: OnPayload): Promise<Listening> {
  const client = new Client(config);
  // Without a listener the error of a lost connection would end the process; `end` follows it.
  client.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  client.on('notification', ({ payload }) => {
    onPayload(payload);
  });
  try {
    await client.connect();
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return { client, ended };
}

async function listenAgain(start: () => Promise<Listening>, closing: AbortSignal): Promise<Listening | undefined> {
  for (let retryMs = FIRST_RETRY_MS; !closing.aborted; retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)) {
    try {
      return await start();
    } catch {
      await delay(retryMs, undefined, { signal: closing }).catch(() => undefined);
    }
  }
  return undefined;
}
