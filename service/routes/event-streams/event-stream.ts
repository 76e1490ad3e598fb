import { once } from 'node:events';
import type { Request, Response } from 'express';
import { LastEventId } from '../../../shared/api.ts';
import { parseRequestPart } from '../invalid-request.ts';

/** One server-sent event; `data` is sent as JSON, which never holds a line break. */
export function formatServerSentEvent(event: { id?: number; name: string; data: unknown }): string {
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `${id}event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`;
}

/** A comment: it keeps proxies and clients from giving a quiet connection up. */
export const HEARTBEAT = ': heartbeat\n\n';

const RECONNECT_AFTER_MS = 500;

/**
 * Sends text as a stream of server-sent events until there is no more, the reader goes away or the server shuts down.
 * It asks for more only when the reader has taken what was sent.
 *
 * @param produce yields pieces of the stream and ends when its signal is aborted
 */
export async function sendEventStream(
  request: Request,
  response: Response,
  shutdown: AbortSignal,
  produce: (signal: AbortSignal) => AsyncIterable<string>,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  response.on('close', end);
  shutdown.addEventListener('abort', end);
  if (shutdown.aborted) end();
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    // Without no-transform a compressing proxy holds events back.
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  try {
    if (request.method === 'HEAD') return;
    response.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
    for await (const piece of produce(ending.signal)) await write(response, piece, ending.signal);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    shutdown.removeEventListener('abort', end);
    response.off('close', end);
    response.end();
  }
}

async function write(response: Response, piece: string, signal: AbortSignal): Promise<void> {
  if (!response.write(piece)) await once(response, 'drain', { signal });
}

/**
 * The sequence number after which a reader wants to go on: `Last-Event-ID`, or `lastEventId` in the query.
 *
 * @throws InvalidRequestError
 */
export function readLastEventId(request: Request): number {
  const given = request.get('last-event-id') ?? request.query['lastEventId'] ?? '0';
  return Number(parseRequestPart('Last-Event-ID', LastEventId, given));
}
