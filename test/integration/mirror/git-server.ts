import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** git over HTTP as GitHub speaks it: bare repositories behind a token, by `git http-backend`. */
export interface GitServer {
  readonly url: string;
  /** What was asked for, such as `POST /owner/name.git/git-upload-pack`. */
  readonly requests: string[];
  token: string;
  /** Answers every request with this instead. */
  answerWith: number | undefined;
  /** Where the repository lies on this machine. */
  folderOf(fullName: string): string;
  create(fullName: string): Promise<string>;
  close(): Promise<void>;
}

export async function startGitServer(root: string): Promise<GitServer> {
  const state = { token: 'ghs_first', answerWith: undefined as number | undefined, requests: [] as string[] };
  const server = createServer((request, response) => {
    state.requests.push(`${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`);
    const expected = `Basic ${Buffer.from(`x-access-token:${state.token}`).toString('base64')}`;
    if (state.answerWith !== undefined) response.writeHead(state.answerWith).end();
    else if (request.headers.authorization === expected) runBackend(root, request, response);
    else response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="GitHub"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folderOf = (fullName: string) => join(root, `${fullName}.git`);
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folderOf,
    async create(fullName: string) {
      const folder = folderOf(fullName);
      await mkdir(dirname(folder), { recursive: true });
      await execa('git', ['init', '--bare', '--quiet', '--initial-branch=main', folder]);
      for (const setting of [
        'http.receivepack=true',
        'uploadpack.allowFilter=true',
        'uploadpack.allowAnySHA1InWant=true',
      ])
        await execa('git', ['-C', folder, 'config', ...setting.split('=')]);
      return folder;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const header = (name: string) => String(request.headers[name] ?? '');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROTOCOL: header('git-protocol'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      CONTENT_TYPE: header('content-type'),
      ...(request.headers['content-length'] !== undefined && { CONTENT_LENGTH: header('content-length') }),
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_USER: 'tinybug',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  passOn(child.stdout, response);
}

/** The backend answers as a CGI program: headers, an empty line, the body. */
function passOn(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let isBody = false;
  output.on('data', (chunk: Buffer) => {
    if (isBody) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    isBody = true;
    const headers = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': ', 2));
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    for (const [name = '', value = ''] of headers) if (name !== 'Status') response.setHeader(name, value);
    response.writeHead(Number.parseInt(status, 10));
    response.write(head.subarray(end + 4));
  });
  output.on('end', () => response.end());
}
