import { setMaxListeners } from 'node:events';
import express, { type Express, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { ProblemDocument } from '../shared/api.ts';
import { TinybugError } from '../shared/error-code.ts';
import type { GithubAccess } from './github/github-api.ts';
import type { SecretBox } from './github/secret-box.ts';
import type { Asset, Assets } from './pages/assets.ts';
import { problemPage } from './pages/problem-page.ts';
import { createApiRouter } from './routes/api-router.ts';
import { createIngestRouter, type IngestDependencies } from './routes/ingest/ingest-router.ts';
import { createOpenApiDocument } from './routes/openapi-document.ts';
import type { EstimateOptions } from './routes/operations/estimate-operation.ts';
import { createOperationHandlers } from './routes/operations/operation-handlers.ts';
import { guardOwnAddress } from './routes/own-address-guard.ts';
import { createPageRouter } from './routes/pages/page-router.ts';
import { createErrorHandler } from './routes/problem-response.ts';
import type { LocateRepository } from './routes/repository-location.ts';
import { createGithubWebhookRouter, type GithubWebhookDependencies } from './routes/webhooks/github-webhook-router.ts';
import type { WorkflowProposals } from './ci/github-actions/sharded/propose-workflow.ts';
import type { RunControl } from './run-control.ts';
import type { Database } from './storage/store.ts';

export interface AppDependencies {
  readonly database: Database;
  readonly runControl: RunControl;
  readonly logger: Logger;
  readonly environment: string;
  /** Of the server that holds the measured repositories, such as `github.com`. */
  readonly repositoryHost?: string | undefined;
  readonly version: string;
  /** The service's own addresses, such as `https://tinybug.example`. Without any, it answers to the loopback's names and the port it listens on. */
  readonly publicOrigins?: readonly string[];
  /** Pages of these origins may call the API too: VS Code in a browser. */
  readonly editorOrigins?: readonly string[];
  /** Signs the links to pages; at least 32 random characters that only the service knows. */
  readonly accessKeySecret: string;
  readonly assets: Assets;
  readonly locateRepository: LocateRepository;
  /** Absent without `TINYBUG_SECRET_KEY`: then no token of an organisation can be stored. */
  readonly secretBox?: SecretBox | undefined;
  readonly githubAccounts?: Pick<GithubAccess, 'requireAccount' | 'proveOwner'> | undefined;
  readonly workflowProposals?: WorkflowProposals | undefined;
  readonly estimating?: EstimateOptions['estimating'];
  /** The secret is shared with GitHub; without it there is no address for webhooks. */
  readonly githubWebhooks?: Pick<GithubWebhookDependencies, 'secret' | 'effects'> | undefined;
  /** For jobs that report while they run. */
  readonly ingest?: Pick<IngestDependencies, 'listener' | 'verifyCiToken' | 'shardTokens'> | undefined;
  /** Aborted when the server shuts down: event streams end. */
  readonly shutdown: AbortSignal;
  readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 15_000;

/** The service's HTTP side: API, pages and their assets. It does not listen. */
export function createApp(dependencies: AppDependencies): Express {
  const { database, logger, version, assets, publicOrigins = [], heartbeatMs = HEARTBEAT_MS } = dependencies;
  const isSecure = publicOrigins.length > 0 && publicOrigins.every((origin) => origin.startsWith('https:'));
  // Every event stream listens to it.
  setMaxListeners(0, dependencies.shutdown);
  const app = express();
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.use(logRequests(logger), secureHeaders(isSecure), guardOwnAddress(publicOrigins, dependencies.editorOrigins));
  if (dependencies.githubWebhooks !== undefined)
    app.use(createGithubWebhookRouter({ database, ...dependencies.githubWebhooks }));
  if (dependencies.ingest !== undefined) app.use(createIngestRouter({ ...dependencies, ...dependencies.ingest }));
  app.use(createApiRouter(database, createOperationHandlers({ ...dependencies, heartbeatMs })));
  const openApiDocument = createOpenApiDocument(version);
  app.get('/openapi.json', (_request, response) => void response.json(openApiDocument));
  for (const asset of Object.values<Asset>(assets)) app.get(asset.address, sendAsset(asset));
  app.use(createPageRouter({ ...dependencies, isSecure, heartbeatMs }));
  app.use(() => {
    throw new TinybugError('not-found', 'There is nothing at this address.');
  });
  const sendProblemPage = (response: Response, problem: ProblemDocument) =>
    void response.type('html').send(problemPage(assets, problem));
  app.use(createErrorHandler(logger, sendProblemPage));
  return app;
}

/** Pages load scripts, styles and data from our own origin and nothing from anywhere else. */
function secureHeaders(isSecure: boolean): RequestHandler {
  return helmet({
    strictTransportSecurity: isSecure,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        // The bars and columns of mutation-testing-elements are as wide as their style attributes say.
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
  });
}

/** Without the query, in which keys of pages stand. */
function logRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const { method, path } = request;
    response.on('finish', () => logger.debug({ method, path, status: response.statusCode }, 'Answered'));
    next();
  };
}

function sendAsset({ contentType, body }: Asset): RequestHandler {
  return (_request, response) => {
    response.set({ 'Content-Type': contentType, 'Cache-Control': 'public, max-age=31536000, immutable' }).send(body);
  };
}
