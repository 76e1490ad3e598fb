import type { Request, RequestHandler, Response } from 'express';
import { TinybugError } from '../../shared/error-code.ts';

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that a web page of another origin makes, also through a name that it points at us (DNS rebinding).
 *
 * @param editorOrigins pages that may call the API all the same, such as `https://*.vscode-cdn.net` for VS Code in a browser
 * @param publicOrigins the service's own addresses; when there are none, the loopback's names with the port listened on
 */
export function guardOwnAddress(
  publicOrigins: readonly string[],
  editorOrigins: readonly string[] = [],
): RequestHandler {
  return (request, response: Response<unknown, EditorLocals>, next) => {
    const origins = publicOrigins.length > 0 ? publicOrigins : loopbackOrigins(request);
    if (!origins.some((origin) => new URL(origin).host === request.headers.host?.toLowerCase())) {
      throw new TinybugError('forbidden', 'The Host header does not name this service.');
    }
    if (isEditor(request, editorOrigins)) {
      admitEditor(request, response, next);
      return;
    }
    if (request.headers.origin !== undefined && !origins.includes(request.headers.origin)) {
      throw new TinybugError('forbidden', 'The request comes from a page of another origin.');
    }
    next();
  };
}

function loopbackOrigins(request: Request): string[] {
  return LOOPBACK_HOSTS.map((host) => new URL(`http://${host}:${request.socket.localPort ?? 0}`).origin);
}

interface EditorLocals {
  isEditor?: boolean;
}

const isEditor = ({ path, headers: { origin } }: Request, editorOrigins: readonly string[]): boolean =>
  origin !== undefined && path.startsWith('/api/') && editorOrigins.some((pattern) => isOriginOf(origin, pattern));

/** `*` stands for one label at the beginning. */
function isOriginOf(origin: string, pattern: string): boolean {
  const [scheme, domain] = pattern.split('//*.');
  if (domain === undefined) return origin === pattern;
  return (
    origin.startsWith(`${scheme ?? ''}//`) &&
    /^[\w-]+$/.test(origin.slice((scheme ?? '').length + 2, -domain.length - 1)) &&
    origin.endsWith(`.${domain}`)
  );
}

/** The API knows its callers by their tokens alone, so a page without one learns nothing; cookies are never taken. */
function admitEditor({ headers, method }: Request, response: Response<unknown, EditorLocals>, next: () => void): void {
  response.set({
    'Access-Control-Allow-Origin': headers.origin,
    'Access-Control-Allow-Headers': 'authorization, content-type, idempotency-key, last-event-id',
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Max-Age': '600',
    Vary: 'Origin',
  });
  if (method === 'OPTIONS') {
    response.status(204).end();
    return;
  }
  response.locals.isEditor = true;
  next();
}

/** For the API, which no page but our own may call, whether or not its browser sends `Origin`. */
export const refuseCrossSite: RequestHandler = (request, response: Response<unknown, EditorLocals>, next) => {
  const site = request.headers['sec-fetch-site'];
  if (response.locals.isEditor !== true && (site === 'cross-site' || site === 'same-site')) {
    throw new TinybugError('forbidden', 'The request comes from a page of another site.');
  }
  next();
};
