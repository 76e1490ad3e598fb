import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createParser } from 'eventsource-parser';
import { ExitCode } from '../../../shared/error-code.ts';
import type { RunEvent } from '../../../shared/run-event.ts';
import { readRunEvents } from '../../../shared/run-event-stream.ts';
import type { ApiClient } from '../../../shared/api-client.ts';
import { waitUntil } from './wait-until.ts';
import {
  activeEnvironment,
  buildProgram,
  copyFixture,
  listProcessesOf,
  newDataFolder,
  readLog,
  startService,
  startTinybug,
  waitForOutput,
} from './tinybug-process.ts';

const ORGANISATION = { org: 'local' };

describe('a run that is interrupted', function () {
  this.timeout(180_000);
  let project: string;
  before(async () => {
    await buildProgram();
    project = await copyFixture('slow-to-measure');
  });

  const hasVerdicts = (text: string) => text.includes('"mutant-finished"');

  it('is cancelled by Ctrl-C within five seconds, exits with 130 and leaves nothing running', async () => {
    const dataFolder = await newDataFolder();
    const child = startTinybug(dataFolder, ['measure', project, '--json'], await activeEnvironment());
    await waitForOutput(child, hasVerdicts);
    const interruptedAt = performance.now();
    child.kill('SIGINT');
    await waitForOutput(child, (text) => text.includes('"run-cancelled"'));
    const cancelledAfterMs = performance.now() - interruptedAt;
    const ended = await child;
    assert.equal(ended.exitCode, ExitCode.Cancelled, ended.stderr);
    assert.ok(cancelledAfterMs < 5_000, `cancelling took ${cancelledAfterMs} ms`);
    assert.match(ended.stderr, /The run was cancelled; what it had found is kept\./);
    assert.deepEqual(await listProcessesOf(dataFolder), []);
    const runs = await startTinybug(dataFolder, ['runs']);
    assert.match(runs.stdout, / Cancelled /);
  });

  it('leaves nothing running after kill -9 of measure, and goes on at the next start, which says so', async () => {
    const dataFolder = await newDataFolder();
    const child = startTinybug(dataFolder, ['measure', project, '--json'], await activeEnvironment());
    await waitForOutput(child, hasVerdicts);
    child.kill('SIGKILL');
    await child;
    await waitUntil('nothing runs', async () => (await listProcessesOf(dataFolder)).length === 0);
    const next = await startTinybug(dataFolder, ['measure', '--max-mutants', '1']);
    assert.equal(next.exitCode, ExitCode.Success, next.stderr);
    assert.match(next.stderr, /1 run that an earlier Tinybug did not finish goes on as well\./);
  });

  it('ends orderly with Ctrl-C while the service still starts', async () => {
    const dataFolder = await newDataFolder();
    const child = startTinybug(dataFolder, ['measure', project], { TINYBUG_TRACE_STARTUP: '1' });
    await waitForOutput(child, (text) => text.includes('Temporal launched'));
    child.kill('SIGINT');
    assert.equal((await child).exitCode, ExitCode.Cancelled);
    await waitUntil('nothing runs', async () => (await listProcessesOf(dataFolder)).length === 0);
  });

  it('goes on by itself after kill -9 of the service, with every result kept and none twice', async () => {
    const dataFolder = await newDataFolder();
    const first = await startService(dataFolder);
    const runId = await startRun(first.client, project);
    const before = await readEvents(first.client, runId, 0, (events) => countFinished(events) >= 8);
    first.child.kill('SIGKILL');
    await first.child;
    await waitUntil('nothing runs', async () => (await listProcessesOf(dataFolder)).length === 0);

    const second = await startService(dataFolder);
    const all = await readEvents(second.client, runId, 0, () => false);
    second.child.kill('SIGTERM');
    assert.equal((await second.child).exitCode, ExitCode.Success);

    assert.deepEqual(
      all.slice(0, before.length),
      before,
      'events that were seen before the kill are kept as they were',
    );
    assert.deepEqual(
      all.map((event) => event.sequence),
      all.map((_, index) => index + 1),
    );
    const last = all.at(-1)?.payload;
    assert.ok(last?.type === 'run-completed', readLog(dataFolder));
    assert.deepEqual(last.score.withheld, []);
    const finished = all.flatMap(({ payload }) => (payload.type === 'mutant-finished' ? [payload.mutant] : []));
    const selected = all.flatMap(({ payload }) =>
      payload.type === 'mutants-selected' ? [payload.selection.selected] : [],
    );
    assert.deepEqual(selected, [finished.length]);
    assert.equal(new Set(finished.map(({ id }) => id)).size, finished.length, 'a mutant has two results');
    assert.deepEqual(
      finished.filter(({ status }) => status === 'RuntimeError' || status === 'Pending'),
      [],
    );
  });
});

async function startRun(client: ApiClient, location: string): Promise<string> {
  const python = join((await activeEnvironment()).VIRTUAL_ENV, 'bin', 'python');
  const repository = await client.call('registerRepository', {
    params: ORGANISATION,
    body: { ciProvider: 'local', location },
  });
  const run = await client.call('startRun', {
    params: ORGANISATION,
    body: { repositoryId: repository.id, settings: { python } },
  });
  return run.id;
}

async function readEvents(
  client: ApiClient,
  runId: string,
  after: number,
  isEnough: (events: readonly RunEvent[]) => boolean,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const stream = readRunEvents({
    open: (afterSequence, signal) => client.openRunEvents({ ...ORGANISATION, runId }, afterSequence, signal),
    createParser,
    afterSequence: after,
  });
  for await (const event of stream) {
    events.push(event);
    if (isEnough(events)) break;
  }
  return events;
}

const countFinished = (events: readonly RunEvent[]): number =>
  events.filter(({ payload }) => payload.type === 'mutant-finished').length;
