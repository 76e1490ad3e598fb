import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { RefUpdate } from './bare-repository.ts';
import { GIT_ENVIRONMENT } from './bare-repository.ts';

export interface GitRequest {
  /** The folder that holds OWNER/NAME.git. */
  readonly root: string;
  /** Below it, with what git adds: `/OWNER/NAME.git/info/refs`. */
  readonly pathInfo: string;
  readonly query: string;
  readonly login: string;
  readonly pushRefusal: string | undefined;
  readonly largestPush: number;
  readonly mayChangeWorkflows: boolean;
  /** A push is taken, and its client never hears so. */
  readonly losesAnswer: boolean;
}

/** Hands one request to git's own server program and gives back which refs it changed. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  git: GitRequest,
): Promise<readonly RefUpdate[]> {
  const pushFile = path.join(git.root, `push-${randomUUID()}`);
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      ...GIT_ENVIRONMENT,
      ...describeRequest(request, git),
      LOOPBACK_PUSH_FILE: pushFile,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A client that goes away early closes this pipe; git notices by itself.
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  if (git.losesAnswer) child.stdout.resume();
  else await sendCgiAnswer(child.stdout, response);
  await ended;
  const text = await readFile(pushFile, 'utf8').catch(() => '');
  await rm(pushFile, { force: true });
  if (git.losesAnswer) request.socket.destroy();
  else response.end();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [before = '', after = '', ref = ''] = line.split(' ');
      return { before, after, ref };
    });
}

function describeRequest(request: IncomingMessage, git: GitRequest): Record<string, string> {
  const header = (name: string): string => String(request.headers[name] ?? '');
  return {
    GIT_PROJECT_ROOT: git.root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: git.pathInfo,
    QUERY_STRING: git.query,
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    REMOTE_USER: git.login,
    REMOTE_ADDR: '127.0.0.1',
    LOOPBACK_LARGEST_PUSH: String(git.largestPush),
    ...(header('content-length') !== '' && { CONTENT_LENGTH: header('content-length') }),
    ...(header('content-encoding') !== '' && { HTTP_CONTENT_ENCODING: header('content-encoding') }),
    ...(header('git-protocol') !== '' && { GIT_PROTOCOL: header('git-protocol') }),
    ...(git.pushRefusal !== undefined && { LOOPBACK_PUSH_REFUSAL: git.pushRefusal }),
    ...(!git.mayChangeWorkflows && { LOOPBACK_NO_WORKFLOWS: '1' }),
  };
}

/** The program writes header lines, an empty line, and then the body. */
async function sendCgiAnswer(output: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of output as AsyncIterable<Buffer>) {
    if (head === undefined) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) continue;
    writeHead(head.subarray(0, end).toString('latin1'), response);
    response.write(head.subarray(end + 4));
    head = undefined;
  }
  if (head !== undefined) response.writeHead(500);
}

function writeHead(head: string, response: ServerResponse): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
