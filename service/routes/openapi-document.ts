import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import {
  API,
  IDEMPOTENCY_KEY_HEADER,
  IdempotencyKey,
  LastEventId,
  type Operation,
  type OperationName,
  ProblemDocument,
} from '../../shared/api.ts';
import { MeasuredMutant, MutantDetail, TriagedMutant } from '../../shared/mutant-result.ts';
import { RunEvent } from '../../shared/run-event.ts';
import { TriageChange } from '../../shared/triage.ts';
import { Repository, RepositoryRequest, Run, RunRequest } from '../../shared/run.ts';
import { z } from 'zod';

const OPENAPI_VERSION = '3.1.0';

/** Headers that operations read besides the token. */
const HEADERS_OF_OPERATION: Partial<Record<OperationName, z.ZodObject>> = {
  startRun: z.object({ [IDEMPOTENCY_KEY_HEADER]: IdempotencyKey.optional() }),
  streamRunEvents: z.object({ 'last-event-id': LastEventId.optional() }),
  streamTriage: z.object({ 'last-event-id': LastEventId.optional() }),
};

/** What the events of a stream carry. */
const DATA_OF_STREAM: Partial<Record<OperationName, string>> = {
  streamRunEvents: 'RunEvent',
  streamTriage: 'TriageChange',
};

/** The OpenAPI document of the table of operations. */
export function createOpenApiDocument(version: string): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, operation] of Object.entries(API) as [OperationName, Operation][]) {
    const path = operation.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: describeOperation(name, operation) };
  }
  return createDocument({
    openapi: OPENAPI_VERSION,
    info: {
      title: 'Tinybug',
      version,
      description: 'Mutation testing for Python: organisations, repositories, runs, mutants.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: {
        MeasuredMutant,
        MutantDetail,
        ProblemDocument,
        Repository,
        RepositoryRequest,
        Run,
        RunEvent,
        RunRequest,
        TriageChange,
        TriagedMutant,
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of the organisation in the path.' },
      },
    },
  });
}

function describeOperation(name: OperationName, operation: Operation): ZodOpenApiOperationObject {
  const header = HEADERS_OF_OPERATION[name];
  const streamed = DATA_OF_STREAM[name];
  const isOpen = !operation.path.startsWith('/api/orgs/');
  return {
    operationId: name,
    summary: operation.summary,
    security: isOpen ? [] : [{ token: [] }],
    requestParams: { path: operation.params, query: operation.query, ...(header && { header }) },
    ...(operation.body && {
      requestBody: { required: true, content: { 'application/json': { schema: operation.body } } },
    }),
    responses: {
      '200': {
        description: streamed === undefined ? 'The answer' : `Server-sent events; the data of each is a ${streamed}`,
        content: describeAnswer(operation),
      },
      ...(name === 'streamRunEvents' && { '204': { description: 'The run has ended and nothing follows' } }),
      default: {
        description: 'A problem (RFC 9457) with a code from the catalogue',
        content: { 'application/problem+json': { schema: ProblemDocument } },
      },
    },
  };
}

const describeAnswer = ({ response }: Operation) =>
  response === 'event-stream'
    ? { 'text/event-stream': { schema: { type: 'string' as const } } }
    : { 'application/json': { schema: response } };
