import type { IncomingMessage, ServerResponse } from 'node:http';
import { canSee, hasPermission, type Token } from '../access/tokens.ts';
import type { Faults } from '../faults.ts';
import type { World } from '../world.ts';
import { serveGit } from './git-http-backend.ts';

const GIT_PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.+)$/;

export const isGitPath = (pathname: string): boolean => GIT_PATH.test(pathname);

/** Clones and pushes by smart HTTP, with a token as the password. */
export async function answerGit(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  faults: Faults,
  root: string,
): Promise<void> {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', world.addresses.html);
  const [, owner = '', name = '', rest = ''] = GIT_PATH.exec(pathname) ?? [];
  const isPush = rest === 'git-receive-pack' || searchParams.get('service') === 'git-receive-pack';
  const fault = faults.take('git', request.method ?? 'GET', pathname);
  if (fault?.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'status') {
    refuse(response, fault.status, fault.message ?? 'Server Error');
    return;
  }
  const token = tokenOf(request, world);
  if (token === undefined) {
    refuse(response, 401, 'Invalid username or token.', { 'www-authenticate': 'Basic realm="GitHub"' });
    return;
  }
  const repository = world.repositories.find(owner, name);
  if (repository === undefined || !canSee(token, repository) || !hasPermission(token, 'contents', 'read')) {
    refuse(response, 404, 'Repository not found.');
    return;
  }
  if (isPush && !hasPermission(token, 'contents', 'write')) {
    refuse(response, 403, `Permission to ${repository.fullName}.git denied to ${token.login}.`);
    return;
  }
  const updates = await serveGit(request, response, {
    root,
    pathInfo: `/${repository.fullName}.git/${rest}`,
    query: search.slice(1),
    login: token.login,
    pushRefusal: repository.pushRefusal,
    largestPush: repository.largestPush,
    losesAnswer: fault?.kind === 'drop-answer',
    mayChangeWorkflows: hasPermission(token, 'workflows', 'write'),
  });
  if (updates.length > 0) await world.onPush(repository, updates, token);
}

function tokenOf(request: IncomingMessage, world: World): Token | undefined {
  const encoded = /^basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const credentials = Buffer.from(encoded, 'base64').toString();
  return world.tokens.find(credentials.slice(credentials.indexOf(':') + 1));
}

function refuse(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain', ...headers });
  response.end(`${text}\n`);
}
