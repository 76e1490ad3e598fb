import type { Request, RequestHandler } from 'express';
import { TinybugError } from '../../shared/error-code.ts';

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that a web page of another origin makes, also through a name that it points at us (DNS rebinding).
 *
 * @param publicOrigins the service's own addresses; when there are none, the loopback's names with the port listened on
 */
export function guardOwnAddress(publicOrigins: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    const origins = publicOrigins.length > 0 ? publicOrigins : loopbackOrigins(request);
    if (!origins.some((origin) => new URL(origin).host === request.headers.host?.toLowerCase())) {
      throw new TinybugError('forbidden', 'The Host header does not name this service.');
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

/** For the API, which no page but our own may call, whether or not its browser sends `Origin`. */
export const refuseCrossSite: RequestHandler = (request, _response, next) => {
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') {
    throw new TinybugError('forbidden', 'The request comes from a page of another site.');
  }
  next();
};
