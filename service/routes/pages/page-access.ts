import type { Request, RequestHandler, Response } from 'express';
import { TinybugError } from '../../../shared/error-code.ts';
import { html } from '../../pages/html.ts';
import { isPageKey, organisationPagePath, runPagePath } from '../../pages/page-key.ts';

const RUN_COOKIE = 'tinybug-run';
const ORGANISATION_COOKIE = 'tinybug-organisation';

/**
 * Lets readers in whose browser has opened the page's link: its key is put into a cookie that is sent to this page alone,
 * and the address bar is left without it. The key of a run opens that run, the key of the organisation all of its pages.
 */
export function createPageAccess(secret: string, isSecure: boolean): RequestHandler {
  return (request, response, next) => {
    const { org = '', runId } = request.params as { org?: string; runId?: string };
    const { key } = request.query;
    if (typeof key === 'string') {
      enter(request, response, { key, org, runId, secret, isSecure });
      return;
    }
    const cookies = readCookies(request);
    const runKey = cookies.get(RUN_COOKIE) ?? '';
    const organisationKey = cookies.get(ORGANISATION_COOKIE) ?? '';
    const isAllowed =
      isPageKey(organisationKey, secret, org) || (runId !== undefined && isPageKey(runKey, secret, org, runId));
    if (!isAllowed) throw new TinybugError('unauthorized', 'The page opens by its link.');
    next();
  };
}

interface Entrance {
  readonly key: string;
  readonly org: string;
  readonly runId: string | undefined;
  readonly secret: string;
  readonly isSecure: boolean;
}

function enter(request: Request, response: Response, { key, org, runId, secret, isSecure }: Entrance): void {
  const cookie = { httpOnly: true, sameSite: 'strict', secure: isSecure, encode: String } as const;
  if (isPageKey(key, secret, org)) {
    response.cookie(ORGANISATION_COOKIE, key, { ...cookie, path: organisationPagePath(org) });
  } else if (runId !== undefined && isPageKey(key, secret, org, runId)) {
    response.cookie(RUN_COOKIE, key, { ...cookie, path: runPagePath(org, runId) });
  } else {
    throw new TinybugError('unauthorized', 'The key does not open this page.');
  }
  sendTo(runId === undefined ? organisationPagePath(org) : runPagePath(org, runId), request, response);
}

/**
 * A strict cookie does not follow a redirect that began on another site, such as a link in a chat: there our own page
 * has to take the step.
 */
function sendTo(address: string, request: Request, response: Response): void {
  response.set('Cache-Control', 'no-store');
  const site = request.get('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') {
    response
      .type('html')
      .send(
        html`<!doctype html><meta charset="utf-8" /><meta http-equiv="refresh" content="0;url=${address}" /><title>
            Tinybug</title
          ><a href="${address}">Go on</a>`.text,
      );
  } else {
    response.redirect(303, address);
  }
}

function readCookies(request: Request): Map<string, string> {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=', 2));
  return new Map(pairs.map(([name = '', value = '']) => [name, value]));
}
