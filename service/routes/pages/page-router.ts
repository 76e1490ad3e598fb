import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import type { Assets } from '../../pages/assets.ts';
import { organisationPage } from '../../pages/organisation-page.ts';
import { reachPage } from '../../pages/reach-page.ts';
import { runPage } from '../../pages/run-page.ts';
import { readReport } from '../../reporting/read-report.ts';
import type { Database, Store } from '../../storage/store.ts';
import { readLastEventId, sendEventStream } from '../event-streams/event-stream.ts';
import { parseRequestPart } from '../invalid-request.ts';
import { createPageAccess } from './page-access.ts';
import { streamReportEvents, streamSummary } from './page-streams.ts';
import type { StreamOptions } from '../operations/run-events-operation.ts';
import { requireRun } from '../operations/run-operations.ts';
import { readReach, readRuns, readSummary, type RunOfPage } from './run-pages.ts';

export interface PageDependencies extends StreamOptions {
  readonly database: Database;
  readonly assets: Assets;
  readonly version: string;
  readonly accessKeySecret: string;
  /** The pages are reached by https only. */
  readonly isSecure: boolean;
}

const OrgParams = z.object({ org: z.string() });
const RunParams = OrgParams.extend({ runId: z.string() });
const ListQuery = z.object({ cursor: z.string().max(256).optional() });
const RUN_PAGE = '/orgs/:org/results/:runId';

/** The pages for people, and what their scripts ask for; all of it only reads. */
export function createPageRouter(dependencies: PageDependencies): Router {
  const { database, assets, version, accessKeySecret, isSecure, shutdown, heartbeatMs } = dependencies;
  const router = express.Router({ caseSensitive: true });
  const access = createPageAccess(accessKeySecret, isSecure);

  router.get('/orgs/:org', access, async (request, response) => {
    const { org } = OrgParams.parse(request.params);
    const { cursor } = parseRequestPart('query', ListQuery, request.query);
    const runs = await readRuns(await findStore(database, org), org, cursor);
    sendPage(response, organisationPage(assets, runs));
  });
  router.get(RUN_PAGE, access, async (request, response) => {
    sendPage(response, runPage(assets, await readSummary(await findRunOfPage(database, request))));
  });
  router.get(`${RUN_PAGE}/reach`, access, async (request, response) => {
    sendPage(response, reachPage(assets, await readReach(await findRunOfPage(database, request))));
  });
  router.get(`${RUN_PAGE}/report.json`, access, async (request, response) => {
    const { store, runId } = await findRunOfPage(database, request);
    response.set('Cache-Control', 'no-store').json(await readReport(store, await requireRun(store, runId), version));
  });
  router.get(`${RUN_PAGE}/report-events`, access, async (request, response) => {
    const { store, runId } = await findRunOfPage(database, request);
    const after = readLastEventId(request);
    await sendEventStream(request, response, shutdown, (signal) =>
      streamReportEvents(store, runId, after, { signal, heartbeatMs }),
    );
  });
  router.get(`${RUN_PAGE}/summary-events`, access, async (request, response) => {
    const runOfPage = await findRunOfPage(database, request);
    await sendEventStream(request, response, shutdown, (signal) => streamSummary(runOfPage, { signal, heartbeatMs }));
  });
  router.get(`${RUN_PAGE}/triage-events`, access, async (request, response) => {
    const runOfPage = await findRunOfPage(database, request);
    await sendEventStream(request, response, shutdown, (signal) =>
      streamSummary(runOfPage, { signal, heartbeatMs, goesOnAfterEnd: true }),
    );
  });
  return router;
}

/** @throws TinybugError `not-found` */
async function findStore(database: Database, org: string): Promise<Store> {
  const organisation = await database.findOrganisation(org);
  if (organisation === undefined) throw new TinybugError('not-found', 'There is no such organisation.');
  return database.storeOf(organisation.id);
}

async function findRunOfPage(database: Database, request: Request): Promise<RunOfPage> {
  const { org, runId } = RunParams.parse(request.params);
  const store = await findStore(database, org);
  const run = await requireRun(store, runId);
  return { org, store, runId: run.id };
}

const sendPage = (response: Response, page: string): void => {
  response.set('Cache-Control', 'no-store').type('html').send(page);
};
