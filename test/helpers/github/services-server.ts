import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { JobRecord } from './actions/run-records.ts';
import type { Faults } from './faults.ts';
import type { World } from './world.ts';

const Upload = z.object({
  name: z.string(),
  overwrite: z.boolean(),
  files: z.array(z.object({ path: z.string(), base64: z.string() })),
});

/** What GitHub has on other hosts: storage behind one-minute links, the artifact service of jobs, and the issuer of identity tokens. */
export function createServicesServer(world: () => World, faults: Faults): Server {
  return createServer((request, response) => {
    answer(request, response, world(), faults).catch((error: unknown) => sendText(response, 500, String(error)));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, world: World, faults: Faults): Promise<void> {
  const address = new URL(request.url ?? '/', world.addresses.services);
  const [, service, key = ''] = address.pathname.split('/');
  if (service === 'storage') serveStorage(request, response, world, key, faults);
  else if (service === 'results') await serveArtifacts(request, response, world, address);
  else if (service === 'oidc') serveIdentity(request, response, world, address);
  else sendText(response, 404, 'Not Found');
}

/** Storage knows only its links: a token that is sent along is refused, as Azure's storage does. */
function serveStorage(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  key: string,
  faults: Faults,
): void {
  const fault = faults.take('storage', request.method ?? 'GET', request.url ?? '');
  if (fault?.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'status') {
    sendText(response, fault.status, fault.message ?? 'Server Error');
    return;
  }
  if (request.headers.authorization !== undefined) {
    sendText(response, 400, 'Authentication information is not given in the correct format.');
    return;
  }
  const stored = world.links.find(key);
  if (stored === undefined) {
    sendText(response, 403, 'Signature not valid in the specified time frame');
    return;
  }
  response.writeHead(200, { 'content-type': stored.contentType, 'content-length': stored.content.length });
  response.end(stored.content);
}

async function serveArtifacts(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  address: URL,
): Promise<void> {
  const job = jobOf(request, world);
  if (job === undefined) {
    sendText(response, 401, 'Bad credentials');
    return;
  }
  if (request.method !== 'POST') {
    const { searchParams } = address;
    const found = world.artifacts.select(job.run, searchParams.get('name') ?? '', searchParams.get('pattern') ?? '');
    if (found.length === 0) {
      sendText(response, 404, 'Artifact not found');
      return;
    }
    sendJson(
      response,
      found.map(({ name, files }) => ({ name, files })),
    );
    return;
  }
  const { name, overwrite, files } = Upload.parse(await readJson(request));
  const [existing] = world.artifacts.select(job.run, name, '');
  if (existing !== undefined && !overwrite) {
    sendText(response, 409, 'an artifact with this name already exists on the workflow run');
    return;
  }
  if (existing !== undefined) world.artifacts.remove(existing);
  sendJson(response, world.artifacts.add(world.nextId(), job.run, name, files));
}

function serveIdentity(request: IncomingMessage, response: ServerResponse, world: World, address: URL): void {
  if (address.pathname === '/oidc/.well-known/openid-configuration') {
    sendJson(response, world.oidc.configuration);
    return;
  }
  if (address.pathname === '/oidc/.well-known/jwks') {
    sendJson(response, world.oidc.keySet);
    return;
  }
  const job = jobOf(request, world);
  if (address.pathname !== '/oidc/token' || job === undefined) {
    sendText(response, 401, 'Bad credentials');
    return;
  }
  const audience = address.searchParams.get('audience') ?? `${world.addresses.html}/${job.run.repository.owner}`;
  sendJson(response, { count: 1, value: world.oidc.issue(job, audience) });
}

/** The secrets that a job is given for these services are its number, which is all that a loopback needs. */
function jobOf(request: IncomingMessage, world: World): JobRecord | undefined {
  const id = /^Bearer loopback-job-(\d+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const job = world.jobs.get(Number(id));
  return job?.status === 'in_progress' ? job : undefined;
}

export const jobSecret = (job: JobRecord): string => `loopback-job-${job.id}`;

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(text);
}
