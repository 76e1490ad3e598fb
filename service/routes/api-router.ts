import express, { type Request, type Response, type Router } from 'express';
import { API, type Operation, type OperationName } from '../../shared/api.ts';
import { TinybugError } from '../../shared/error-code.ts';
import type { Database, Store } from '../storage/store.ts';
import { parseRequestPart } from './invalid-request.ts';
import type { OperationHandlers } from './operations/operation.ts';
import { refuseCrossSite } from './own-address-guard.ts';

/** A patch of 4 MiB in which every other character is escaped. */
const LARGEST_BODY = '8mb';

/** Who asks, and for which rows. */
interface Admission {
  readonly store: Store;
  readonly caller: string;
}

type Locals = Partial<Admission>;

/** Every operation of the table under its path, its request and its answer parsed by its schemas. */
export function createApiRouter(database: Database, handlers: OperationHandlers): Router {
  const router = express.Router({ caseSensitive: true });
  const parseJson = express.json({ limit: LARGEST_BODY });
  router.use('/api', refuseCrossSite);
  for (const name of Object.keys(API) as OperationName[]) {
    const operation: Operation = API[name];
    const authenticate = async (request: Request, response: Response<unknown, Locals>, next: () => void) => {
      if (operation.path.startsWith('/api/orgs/')) Object.assign(response.locals, await admit(database, request));
      next();
    };
    // The caller is known before its body is read.
    router[operation.method](operation.path, authenticate, parseJson, (request, response: Response<unknown, Locals>) =>
      answer(operation, handlers[name], request, response),
    );
  }
  return router;
}

/**
 * The rows of the organisation in the path, for who shows its token; for all others it does not exist.
 *
 * @throws TinybugError `unauthorized`, `not-found`
 */
async function admit(database: Database, request: Request): Promise<Admission> {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined)
    throw new TinybugError('unauthorized', 'The request has no Authorization header with a token.');
  const organisation = await database.findOrganisationOfToken(token);
  if (organisation === undefined) throw new TinybugError('unauthorized', 'The token is not known here.');
  if (request.params['org'] !== organisation.slug)
    throw new TinybugError('not-found', 'There is no such organisation.');
  return { store: database.storeOf(organisation.id), caller: organisation.tokenName };
}

async function answer(
  operation: Operation,
  handler: (call: never) => Promise<unknown>,
  request: Request,
  response: Response<unknown, Locals>,
): Promise<void> {
  const call = {
    params: parseRequestPart('params', operation.params, request.params),
    query: parseRequestPart('query', operation.query, request.query),
    body: operation.body && parseRequestPart('body', operation.body, request.body),
    store: response.locals.store,
    caller: response.locals.caller,
    request,
    response,
  };
  // TypeScript does not follow a name through the table into its schemas; these are the ones that parsed the call.
  const result = await handler(call as never);
  if (operation.response === 'event-stream') return;
  response.set('Cache-Control', 'no-store').json(operation.response.parse(result));
}
