/**
 * A service that plays a script instead of measuring: what an editor sees of it can be chosen event by event. Called as
 * `node scripted-service.mjs SCRIPT connect`, as `tinybug connect` would be; SCRIPT is read anew for every request.
 */
import { appendFileSync, existsSync, readFileSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunEvent, RunEventPayload } from '../../../shared/run-event.ts';
import type { TriageChange } from '../../../shared/triage.ts';
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
  else if (url.pathname.endsWith('/triage')) void changeTriage(request, url).then(send);
  else if (url.pathname.endsWith('/triage-events')) sendTriage(request, response);
  else if (url.pathname.endsWith(`/runs/${script.run.id}`)) send(script.run);
  else {
    const mutantId = url.pathname.split('/').at(-1) ?? '';
    const detail = script.details[mutantId];
    if (detail) send(detail);
    else response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify(notFound));
  }
}

/** As a colleague's mark would come: the tests append to this file. */
const readTriage = (): TriageChange[] =>
  existsSync(`${scriptFile}.triage`)
    ? readFileSync(`${scriptFile}.triage`, 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as TriageChange)
    : [];

async function changeTriage(request: IncomingMessage, url: URL): Promise<unknown> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const mutantId = url.pathname.split('/').at(-2) ?? '';
  const mark = request.method === 'PUT' && { mark: JSON.parse(body) as TriageChange['mark'] };
  const change = { sequence: readTriage().length + 1, mutantId, by: 'ada', at: RUN_AT, ...mark };
  appendFileSync(`${scriptFile}.triage`, `${JSON.stringify(change)}\n`);
  return request.method === 'PUT' ? change : { change };
}

const triageFrame = (change: TriageChange): string =>
  `id: ${change.sequence}\nevent: triage\ndata: ${JSON.stringify(change)}\n\n`;

function sendTriage(request: IncomingMessage, response: ServerResponse): void {
  const known = Number(request.headers['last-event-id'] ?? 0);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' });
  response.write(`: connected\n\n${readTriage().slice(known).map(triageFrame).join('')}`);
  let sent = readTriage().length;
  const send = (): void => {
    const record = readTriage();
    response.write(record.slice(sent).map(triageFrame).join(''));
    sent = record.length;
  };
  watchFile(`${scriptFile}.triage`, { interval: 50 }, send);
  response.on('close', () => unwatchFile(`${scriptFile}.triage`, send));
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
