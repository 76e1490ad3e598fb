/**
 * A service that plays a script instead of measuring: what an editor sees of it can be chosen event by event. Called as
 * `node scripted-service.mjs SCRIPT connect`, as `tinybug connect` would be; SCRIPT is read anew for every request.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunEvent, RunEventPayload } from '../../../shared/run-event.ts';
import type { ServiceScript } from './service-script.ts';

const [scriptFile = ''] = process.argv.slice(2);
const TOKEN = 'token-of-the-scripted-service';
const RUN_AT = '2026-01-01T00:00:00.000Z';
const readScript = (): ServiceScript => JSON.parse(readFileSync(scriptFile, 'utf8')) as ServiceScript;

const streams = new Set<ServerResponse>();

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
  answer(request, response, url);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, token: TOKEN, organisation: 'local' }));
});
process.stdin.on('close', () => process.exit(0)).resume();

function answer(request: IncomingMessage, response: ServerResponse, url: URL): void {
  const script = readScript();
  const send = (body: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (url.pathname === '/api/service') send({ name: 'tinybug', version: '0.0.0', environment: 'dev' });
  else if (url.pathname.endsWith('/repos')) send(script.repository);
  else if (url.pathname.endsWith('/runs') && request.method === 'GET') {
    appendFileSync(`${scriptFile}.lists`, `${url.search}\n`);
    send({ items: [script.run] });
  } else if (url.pathname.endsWith('/runs')) send(script.run);
  else if (url.pathname.endsWith('/cancel')) {
    send(script.run);
    for (const stream of streams) stream.end(frame(script, script.events.length, { type: 'run-cancelled' }));
  } else if (url.pathname.endsWith('/source')) {
    const path = url.searchParams.get('path') ?? '';
    send({ path, text: script.sources[path] ?? '' });
  } else if (url.pathname.endsWith('/events')) sendEvents(request, response, script);
  else {
    const mutantId = url.pathname.split('/').at(-1) ?? '';
    const detail = script.details[mutantId];
    if (detail) send(detail);
    else response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify(notFound));
  }
}

const notFound = {
  type: 'about:blank',
  status: 404,
  code: 'not-found',
  title: 'Not found',
  detail: 'It is not here.',
  nextStep: 'Look elsewhere.',
};

function frame({ run }: ServiceScript, index: number, payload: RunEventPayload): string {
  const event: RunEvent = { runId: run.id, sequence: index + 1, at: RUN_AT, payload };
  return `id: ${event.sequence}\nevent: ${payload.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Once for each script: a line that is no event, the end of the connection, or of the whole service. */
function sendEvents(request: IncomingMessage, response: ServerResponse, script: ServiceScript): void {
  const known = Number(request.headers['last-event-id'] ?? 0);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' });
  const disturbance = existsSync(`${scriptFile}.disturbed`) ? undefined : script.disturbance;
  streams.add(response);
  const last = disturbance?.afterSequence ?? script.events.length;
  const chunk = script.events.map((payload, index) => frame(script, index, payload)).slice(known, last);
  appendFileSync(`${scriptFile}.requests`, `${known}\n`);
  writeFileSync(`${scriptFile}.sent-at`, String(Date.now()));
  response.write(chunk.join(''), () => {
    if (disturbance === undefined) {
      if (script.staysOpen !== true) response.end();
      return;
    }
    writeFileSync(`${scriptFile}.disturbed`, '');
    if (disturbance.kind === 'connection-lost') response.destroy();
    else process.exit(1);
  });
}
