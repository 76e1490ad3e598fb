import type { z } from 'zod';
import {
  API,
  IDEMPOTENCY_KEY_HEADER,
  type BodyOf,
  type Operation,
  type OperationName,
  type ParamsOf,
  ProblemDocument,
  type QueryOf,
  type ResponseOf,
} from './api.ts';
import { TinybugError } from './error-code.ts';

/** Operations that answer with one JSON document. */
export type DocumentOperationName = {
  [Name in OperationName]: (typeof API)[Name]['response'] extends z.ZodType ? Name : never;
}[OperationName];

/** zod infers an object without keys as `Record<string, never>`. */
type KeyIfAny<Key extends string, Value> = string extends keyof Value ? unknown : Record<Key, Value>;

/** What an operation needs beside its name: `params` and `body` where the table has them, `query` as far as wanted. */
export type OperationRequest<Name extends OperationName> = KeyIfAny<'params', ParamsOf<Name>> &
  (BodyOf<Name> extends undefined ? unknown : Record<'body', BodyOf<Name>>) & {
    query?: Partial<QueryOf<Name>>;
    /** Makes starting a run repeatable. */
    idempotencyKey?: string;
    signal?: AbortSignal;
  };

export interface ApiClient {
  /**
   * Calls an operation and parses its answer.
   *
   * @throws TinybugError with the code of the answer's problem document; `service-unreachable` where nothing (or something else
   * than Tinybug) answers; `internal` where the answer is not what the table says. An aborted call rejects with the signal's reason.
   */
  call<Name extends DocumentOperationName>(name: Name, request: OperationRequest<Name>): Promise<ResponseOf<Name>>;
  /** Opens the stream of a run's events behind the given sequence number (0: from the first). The body is text/event-stream. Throws as `call` does. */
  openRunEvents(params: ParamsOf<'streamRunEvents'>, afterSequence: number, signal?: AbortSignal): Promise<Response>;
  /** The same of a repository's record of triage, which has no last entry. */
  openTriageEvents(params: ParamsOf<'streamTriage'>, afterSequence: number, signal?: AbortSignal): Promise<Response>;
}

export interface ApiClientOptions {
  /** Scheme, host and port, such as `http://127.0.0.1:7373`. */
  readonly baseUrl: string;
  /** Asked for anew for every request where it can change. */
  readonly token: string | (() => Promise<string>);
  /** The `fetch` to use: editors bring one that knows proxies and certificates. */
  readonly fetch: typeof fetch;
}

interface AnyRequest {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** A client of every operation in the `API` table. It parses whatever it sends and receives. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const send = async (
    operation: Operation,
    request: AnyRequest,
    headers: Record<string, string>,
  ): Promise<Response> => {
    const hasBody = operation.body !== undefined;
    const token = typeof options.token === 'string' ? options.token : await options.token();
    const response = await reach(options, addressOf(options.baseUrl, operation, request), {
      method: operation.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${token}`,
        ...(hasBody && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(operation.body && { body: JSON.stringify(operation.body.parse(request.body)) }),
      ...(request.signal && { signal: request.signal }),
    });
    if (!response.ok) throw await readProblem(response, options.baseUrl);
    return response;
  };
  const openStream = (operation: Operation, params: object, afterSequence: number, signal: AbortSignal | undefined) => {
    const headers = {
      accept: 'text/event-stream',
      ...(afterSequence > 0 && { 'last-event-id': String(afterSequence) }),
    };
    return send(operation, { params: { ...params }, ...(signal && { signal }) }, headers);
  };
  return {
    call: async <Name extends DocumentOperationName>(name: Name, request: OperationRequest<Name>) => {
      const { idempotencyKey } = request;
      const headers = {
        accept: 'application/json',
        ...(idempotencyKey !== undefined && { [IDEMPOTENCY_KEY_HEADER]: idempotencyKey }),
      };
      const response = await send(API[name], request, headers);
      return parseAnswer(name, await readJson(response));
    },
    openRunEvents: (params, afterSequence, signal) => openStream(API.streamRunEvents, params, afterSequence, signal),
    openTriageEvents: (params, afterSequence, signal) => openStream(API.streamTriage, params, afterSequence, signal),
  };
}

function addressOf(baseUrl: string, operation: Operation, request: AnyRequest): URL {
  const params = operation.params.parse(request.params ?? {});
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const url = new URL(path, baseUrl);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (typeof value === 'string' || typeof value === 'number') url.searchParams.set(name, String(value));
  }
  return url;
}

async function reach(options: ApiClientOptions, url: URL, init: RequestInit): Promise<Response> {
  try {
    return await options.fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new TinybugError('service-unreachable', `Nothing answers at ${options.baseUrl}.`, { cause: error });
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readProblem(response: Response, baseUrl: string): Promise<TinybugError> {
  const problem = ProblemDocument.safeParse(await readJson(response));
  if (!problem.success)
    return new TinybugError('service-unreachable', `${baseUrl} answered ${response.status}, and not as Tinybug does.`);
  const issues = problem.data.issues?.map((issue) => `${issue.path}: ${issue.message}`) ?? [];
  return new TinybugError(problem.data.code, [problem.data.detail, ...issues].join('\n'));
}

function parseAnswer<Name extends DocumentOperationName>(name: Name, answer: unknown): ResponseOf<Name> {
  const schema: z.ZodType = API[name].response;
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue ? ` (${issue.path.join('.')}: ${issue.message})` : '';
    throw new TinybugError('internal', `The answer to ${name} is not what this version of Tinybug expects${place}.`);
  }
  // The schema comes from the same entry of the table as the type.
  return parsed.data as ResponseOf<Name>;
}
