import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ProblemDocument } from '../../shared/api.ts';
import { errorEntry, TinybugError } from '../../shared/error-code.ts';
import { InvalidRequestError } from './invalid-request.ts';

/** The one place where an error becomes an answer. `sendPage` answers in HTML where a person is reading. */
export function createErrorHandler(
  logger: Logger,
  sendPage: (response: Response, problem: ProblemDocument) => void,
): ErrorRequestHandler {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express knows an error handler by its four parameters.
  return (thrown: unknown, request, response, _next) => {
    const error = toTinybugError(thrown);
    const reference = randomUUID();
    if (errorEntry(error.code).httpStatus >= 500) {
      logger.error({ err: thrown, reference, method: request.method, path: request.path }, 'A request failed');
    }
    // Too late for an answer: a connection cut short is the only sign left to give.
    if (response.headersSent) return void response.destroy();
    const problem = toProblemDocument(error, reference);
    if (problem.code === 'unauthorized') response.set('WWW-Authenticate', 'Bearer');
    response.status(problem.status).set('Cache-Control', 'no-store');
    if (wantsPage(request)) sendPage(response, problem);
    else response.type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** The text of an internal error stays in the log; the reader gets the reference to find it there. */
export function toProblemDocument(error: TinybugError, reference: string): ProblemDocument {
  const { kind, httpStatus } = errorEntry(error.code);
  return {
    ...error.toProblem(),
    ...(kind === 'internal' && { detail: `Reference ${reference}.` }),
    type: `urn:tinybug:error:${error.code}`,
    status: httpStatus,
    ...(error instanceof InvalidRequestError && { issues: error.issues }),
  };
}

const wantsPage = (request: Request): boolean =>
  !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';

/** What Express and its body parser throw: http-errors with a type and a status. */
const HttpError = z.object({ status: z.int(), type: z.string().optional() });

function toTinybugError(thrown: unknown): TinybugError {
  if (thrown instanceof TinybugError) return thrown;
  const httpError = HttpError.safeParse(thrown);
  if (!httpError.success || httpError.data.status >= 500) {
    return new TinybugError('internal', 'An unexpected error.', { cause: thrown });
  }
  switch (httpError.data.type) {
    case 'entity.too.large':
      return new TinybugError('body-too-large', 'The body has more than 8 MiB.');
    case 'entity.parse.failed':
      return new TinybugError('malformed-json', 'The body could not be parsed as JSON.');
    default:
      return new TinybugError(
        'invalid-request',
        'The request could not be read: its address, headers or encoding are malformed.',
      );
  }
}
