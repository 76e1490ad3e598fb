import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { RunEvent } from '../../shared/run-event.ts';
import type { ApiServer } from './api-server.ts';

export interface OpenStream {
  readonly response: IncomingMessage;
  /** Ends the connection without a word, as a cut cable does. */
  readonly cut: () => void;
}

/** Asks for the events of a run over a connection of its own. */
export function openRunEvents(
  { port, organisation }: ApiServer,
  runId: string,
  { headers = {}, query = '' }: { headers?: Record<string, string>; query?: string } = {},
): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      host: '127.0.0.1',
      port,
      path: `/api/orgs/${organisation.slug}/runs/${runId}/events${query}`,
      headers: { authorization: `Bearer ${organisation.token}`, ...headers },
      agent: false,
    });
    sent.on('response', (response) => {
      // A cut shows as an error here, which is what the test wants.
      response.on('error', () => undefined);
      resolve({ response, cut: () => sent.destroy() });
    });
    sent.on('error', reject).end();
  });
}

export interface ReadOptions {
  /** Events that arrive before so many bytes are read count; then the connection is cut. */
  readonly cutAfterBytes?: number;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Reads a stream to its end or to the cut; whether the server ended it by itself. */
export async function readRunEvents(
  { response, cut }: OpenStream,
  { cutAfterBytes = Number.POSITIVE_INFINITY, onEvent }: ReadOptions = {},
): Promise<{ events: RunEvent[]; hasEnded: boolean }> {
  const events: RunEvent[] = [];
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ id, event: name, data }) => {
      const event = RunEvent.parse(JSON.parse(data));
      if (id !== String(event.sequence) || name !== event.payload.type)
        throw new Error(`Event ${id ?? ''} is not what it says.`);
      events.push(event);
      onEvent?.(event);
    },
  });
  let bytesLeft = cutAfterBytes;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      parser.feed(decoder.decode(chunk.subarray(0, Math.min(bytesLeft, chunk.length)), { stream: true }));
      bytesLeft -= chunk.length;
      if (bytesLeft <= 0) break;
    }
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'aborted') throw error;
  }
  const hasEnded = response.complete && bytesLeft > 0;
  cut();
  return { events, hasEnded };
}
