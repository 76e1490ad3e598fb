import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { completeBody } from '../contract/complete-body.ts';
import type { ContractChecker } from '../contract/contract-checker.ts';
import type { OperationContract } from '../contract/openapi-document.ts';
import { OPERATION_IDS, type OperationId } from '../contract/operations.ts';
import { routeRequest, type RoutedRequest } from '../contract/operation-router.ts';
import type { Clock } from '../clock.ts';
import type { Fault, Faults } from '../faults.ts';
import type { World } from '../world.ts';
import { admitCaller, findLimit, type Admission, type LimitsByCaller } from './admit-caller.ts';
import { appOperations } from './app-operations.ts';
import { checkRunOperations } from './check-run-operations.ts';
import { pullRequestOperations } from './pull-request-operations.ts';
import { repositoryOperations } from './repository-operations.ts';
import { RestCall, type RestAnswer, type RestHandler } from './rest-call.ts';
import { RestError } from './rest-error.ts';
import { runOperations } from './run-operations.ts';
import { workflowOperations } from './workflow-operations.ts';

const CONTENT_OPERATIONS = new Set(['pulls/create', 'issues/create-comment', 'issues/update-comment', 'checks/create']);

const handlers: Readonly<Record<Exclude<OperationId, 'rate-limit/get'>, RestHandler>> = {
  ...appOperations,
  ...repositoryOperations,
  ...pullRequestOperations,
  ...checkRunOperations,
  ...runOperations,
  ...workflowOperations,
};

export interface RestDependencies {
  readonly world: World;
  readonly faults: Faults;
  readonly contract: ContractChecker;
  readonly limits: LimitsByCaller;
}

interface Prepared {
  readonly routed: RoutedRequest;
  readonly operationId: OperationId;
  readonly admission: Admission;
  readonly address: URL;
  readonly body: unknown;
}

/** Answers a request below the address of the REST API; `pathname` is without that address's own path. */
export async function answerRest(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  dependencies: RestDependencies,
): Promise<void> {
  const { world, faults } = dependencies;
  const address = new URL(
    `${world.addresses.api}${pathname}${new URL(request.url ?? '/', world.addresses.api).search}`,
  );
  const method = request.method ?? 'GET';
  const routed = routeRequest(method, pathname, address.searchParams);
  const operationId = OPERATION_IDS.find((id) => id === routed?.operation.operationId);
  const body = await readJson(request);
  const fault = faults.take(operationId ?? 'unknown', method, pathname);
  if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  if (fault?.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  const answer =
    faultAnswer(fault, world.clock) ??
    (await answerOrRefuse(dependencies, request, routed, operationId, address, body));
  if (fault?.kind === 'drop-answer') request.socket.destroy();
  else send(response, answer);
}

interface SentAnswer extends RestAnswer {
  readonly headers: Readonly<Record<string, string>>;
}

async function answerOrRefuse(
  dependencies: RestDependencies,
  request: IncomingMessage,
  routed: RoutedRequest | undefined,
  operationId: OperationId | undefined,
  address: URL,
  body: unknown,
): Promise<SentAnswer> {
  const { world, contract, limits } = dependencies;
  world.meter.countCall(operationId ?? `unknown ${request.method ?? ''} ${address.pathname}`);
  let limitHeaders: Record<string, string> = {};
  try {
    if (routed === undefined || operationId === undefined) throw unknownOperation(contract, request, address);
    const admission = admitCaller(world, operationId, routed.parameters, request.headers.authorization);
    const limit = findLimit(limits, admission, world.clock);
    const exceeded =
      operationId === 'rate-limit/get'
        ? undefined
        : limit.admit(routed.operation.method, CONTENT_OPERATIONS.has(operationId));
    limitHeaders = describeLimit(limit.state);
    if (exceeded !== undefined)
      throw exceeded.kind === 'primary' ? primaryLimit({}) : secondaryLimit(exceeded.retryAfterS);
    if (operationId === 'rate-limit/get')
      return { status: 200, headers: limitHeaders, body: rateLimitBody(routed.operation, limit.state) };
    const answer = await handle(dependencies, operationId, { routed, operationId, admission, address, body });
    const sent = withEntityTag(answer, request.headers['if-none-match']);
    if (sent.status === 304) {
      limit.refund();
      world.meter.countNotModified();
    }
    return { ...sent, headers: { ...sent.headers, ...describeLimit(limit.state) } };
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { status: error.status, body: error.body, headers: { ...limitHeaders, ...error.headers } };
  }
}

async function handle(
  { world, contract }: RestDependencies,
  operationId: Exclude<OperationId, 'rate-limit/get'>,
  { routed, admission, address, body }: Prepared,
): Promise<SentAnswer> {
  const { operation, parameters } = routed;
  const before = contract.violations.length;
  contract.checkRequest(operation, parameters, body);
  const [violation] = contract.violations.slice(before);
  if (violation !== undefined) throw RestError.invalid(`Invalid request.\n\n${violation.problem}`);
  const { token, repository } = admission;
  const answer = await handlers[operationId](new RestCall({ world, token, repository, address, parameters, body }));
  const schema = operation.responseSchemas.get(answer.status);
  // What is undefined is left out on the wire, so it must be left out before the check.
  const complete: unknown =
    schema === undefined || answer.body === undefined
      ? undefined
      : completeBody(schema, JSON.parse(JSON.stringify(answer.body)));
  contract.checkResponse(operation, answer.status, complete);
  return { status: answer.status, headers: answer.headers ?? {}, ...(complete !== undefined && { body: complete }) };
}

function unknownOperation(contract: ContractChecker, request: IncomingMessage, address: URL): RestError {
  contract.report(
    `${request.method ?? ''} ${address.pathname}`,
    'GitHub has no such operation, or the loopback does not',
  );
  return RestError.notFound();
}

function withEntityTag(answer: SentAnswer, ifNoneMatch: string | undefined): SentAnswer {
  if (answer.status !== 200 || answer.body === undefined) return answer;
  const tag = `W/"${createHash('sha256').update(JSON.stringify(answer.body)).digest('hex')}"`;
  const headers = { ...answer.headers, etag: tag };
  return ifNoneMatch === tag ? { status: 304, headers } : { ...answer, headers };
}

function faultAnswer(fault: Fault | undefined, clock: Clock): SentAnswer | undefined {
  switch (fault?.kind) {
    case 'status':
      return refusal(new RestError(fault.status, fault.message ?? 'Server Error', fault.headers));
    case 'primary-limit': {
      const reset = Math.ceil(clock() / 1000) + fault.retryAfterS;
      return refusal(primaryLimit(describeLimit({ limit: 5000, used: 5000, remaining: 0, reset })));
    }
    case 'secondary-limit':
      return refusal(secondaryLimit(fault.retryAfterS, fault.status));
    default:
      return undefined;
  }
}

const refusal = ({ status, body, headers }: RestError): SentAnswer => ({ status, body, headers });

const secondaryLimit = (retryAfterS: number, status = 403): RestError =>
  new RestError(status, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
    'retry-after': String(retryAfterS),
  });

const primaryLimit = (headers: Readonly<Record<string, string>>): RestError =>
  new RestError(403, 'API rate limit exceeded for installation.', headers);

type LimitState = ReturnType<typeof findLimit>['state'];

const describeLimit = ({ limit, used, remaining, reset }: LimitState): Record<string, string> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-used': String(used),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
  'x-ratelimit-resource': 'core',
});

const rateLimitBody = (operation: OperationContract, state: LimitState): unknown =>
  completeBody(operation.responseSchemas.get(200) ?? {}, { resources: { core: state, search: state }, rate: state });

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

function send(response: ServerResponse, { status, headers, body }: SentAnswer): void {
  const content = body === undefined || status === 304 ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...(content !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-request-id': 'LOOP:BACK',
    ...headers,
  });
  response.end(content);
}
