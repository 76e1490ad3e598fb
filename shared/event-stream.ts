import type { z } from 'zod';
import { TinybugError, type ErrorCode } from './error-code.ts';

/** The part of `eventsource-parser` that is needed; it is handed in because `shared` imports only zod. */
export type CreateSseParser = (callbacks: { onEvent: (event: { data: string }) => void }) => {
  feed(chunk: string): void;
};

/** An event whose place among the others is known: they are numbered without gaps. */
interface SequencedEvent {
  readonly sequence: number;
}

export interface EventStreamOptions {
  /** Opens the stream behind a sequence number; a method of `ApiClient` with its parameters filled in. */
  readonly open: (afterSequence: number, signal: AbortSignal) => Promise<Response>;
  readonly createParser: CreateSseParser;
  /** The last event that is known already; 0 for none. */
  readonly afterSequence?: number;
  readonly signal?: AbortSignal;
  /** First pause before connecting again, milliseconds; it doubles up to `longestPauseMs`. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** A connection that carries not even a heartbeat for so long is given up for a new one, milliseconds. */
  readonly silenceMs?: number;
  /** Without an event for so long while connecting fails, the last error is thrown, milliseconds. */
  readonly giveUpAfterMs?: number;
}

/** What a stream carries. */
export interface StreamedEvents<Event extends SequencedEvent> {
  readonly schema: z.ZodType<Event>;
  /** Nothing follows such an event. */
  readonly isLast: (event: Event) => boolean;
}

/** Errors that may pass by themselves; all others end the stream at once. */
const PASSING_ERRORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'service-unreachable',
  'too-many-requests',
  'disk-full',
  'database-unavailable',
]);

/**
 * All events of a stream in order, each once, until the last one, or until the service says that nothing follows what is known.
 * Whenever the connection ends before that, it is opened again behind the last event received.
 *
 * @throws TinybugError what opening the stream throws, where waiting does not help or has not helped; the signal's reason when aborted
 */
export async function* readEventStream<Event extends SequencedEvent>(
  streamed: StreamedEvents<Event>,
  options: EventStreamOptions,
): AsyncGenerator<Event, void, undefined> {
  const { firstPauseMs = 100, longestPauseMs = 5_000, giveUpAfterMs = 60_000 } = options;
  const position = { lastSequence: options.afterSequence ?? 0 };
  let pauseMs = firstPauseMs;
  let failingSince: number | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    const known = position.lastSequence;
    let failure: { readonly error: unknown } | undefined;
    try {
      if (yield* readConnection(streamed, options, position)) return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!mayPass(error)) throw error;
      failure = { error };
    }
    if (position.lastSequence > known) {
      pauseMs = firstPauseMs;
      failingSince = undefined;
    }
    if (failure) failingSince ??= Date.now();
    if (failure && failingSince !== undefined && Date.now() - failingSince > giveUpAfterMs) throw failure.error;
    await pause(pauseMs, options.signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

/** A broken connection is no `TinybugError`: it comes as whatever `fetch` throws. */
const mayPass = (error: unknown): boolean => !(error instanceof TinybugError) || PASSING_ERRORS.has(error.code);

/** What the service answers where nothing follows: an ended run whose last event is known. */
const NO_CONTENT = 204;

/**
 * The events of one connection that follow the position without a gap, which moves with them; ends where the connection does, or
 * at a gap. Returns whether nothing follows.
 */
async function* readConnection<Event extends SequencedEvent>(
  { schema, isLast }: StreamedEvents<Event>,
  options: EventStreamOptions,
  position: { lastSequence: number },
): AsyncGenerator<Event, boolean, undefined> {
  const connection = new AbortController();
  const abort = () => {
    connection.abort(options.signal?.reason);
  };
  options.signal?.addEventListener('abort', abort);
  try {
    const response = await options.open(position.lastSequence, connection.signal);
    if (response.status === NO_CONTENT) return true;
    for await (const data of readData(response, options, connection)) {
      const event = parseEvent(schema, data);
      const expected = position.lastSequence + 1;
      if (event.sequence < expected) continue;
      if (event.sequence > expected) return false;
      position.lastSequence = event.sequence;
      yield event;
      if (isLast(event)) return true;
    }
    return false;
  } finally {
    options.signal?.removeEventListener('abort', abort);
    connection.abort();
  }
}

async function* readData(
  response: Response,
  options: EventStreamOptions,
  connection: AbortController,
): AsyncGenerator<string, void, undefined> {
  if (response.body === null) return;
  const received: string[] = [];
  const parser = options.createParser({
    onEvent: (event) => {
      received.push(event.data);
    },
  });
  const decoder = new TextDecoder();
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  for (;;) {
    const silence = setTimeout(() => {
      connection.abort(new Error('The event stream fell silent.'));
    }, options.silenceMs ?? 45_000);
    const { done, value } = await reader.read().finally(() => {
      clearTimeout(silence);
    });
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    yield* received.splice(0);
  }
}

function parseEvent<Event>(schema: z.ZodType<Event>, data: string): Event {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    json = undefined;
  }
  const event = schema.safeParse(json);
  if (event.success) return event.data;
  throw new TinybugError('internal', 'The service sent an event that this version of Tinybug does not know.', {
    cause: event.error,
  });
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
