import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import pino from 'pino';
import { z } from 'zod';
import type { Activities } from '../../../service/activities/create-activities.ts';
import { installRuntime } from '../../../service/temporal/install-runtime.ts';
import { withRun } from '../../helpers/temporal-run-harness.ts';
import { scriptActivities } from '../../helpers/temporal-scripted-activities.ts';
import { waitUntil } from '../../helpers/temporal-wait-until.ts';
import { bundleForTests } from '../../helpers/temporal-workflow-bundle.ts';
import { startTimeSkippingServer } from '../../helpers/time-skipping-server.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/recorded-histories');

const RecordedHistory = z.object({
  workflowId: z.string(),
  history: z.object({ events: z.array(z.unknown()).min(5) }),
});
type RecordedHistory = z.infer<typeof RecordedHistory>;

const lostTwice = (): Partial<Activities> => {
  let lost = 0;
  return {
    collectJob: ({ shardIndex }) =>
      Promise.resolve(
        shardIndex !== undefined && ++lost <= 2 ? { left: 1, reason: 'The machine was restarted.' } : { left: 0 },
      ),
  };
};

const lostForEver = (): Partial<Activities> => ({
  collectJob: ({ shardIndex }) =>
    Promise.resolve(shardIndex === undefined ? { left: 0 } : { left: 2, reason: 'Killed.' }),
});

const redBaseline = (): Partial<Activities> => ({
  collectJob: () => Promise.reject(ApplicationFailure.nonRetryable('test_a fails', 'baseline-failed')),
});

const pollsThrice = (): Partial<Activities> => {
  let polls = 0;
  return { pollJob: () => Promise.resolve({ hasEnded: ++polls % 3 === 0 }) };
};

/** The runs to record; each file is named after its run and the workflow in it. */
const RUNS: Readonly<
  Record<string, { overrides: () => Partial<Activities>; isCancelled?: boolean; workflows: string[] }>
> = {
  completed: { overrides: pollsThrice, workflows: ['', '-baseline', '-shard-0'] },
  'red-baseline': { overrides: redBaseline, workflows: ['', '-baseline'] },
  'jobs-lost': { overrides: lostTwice, workflows: ['-shard-0'] },
  'shard-given-up': { overrides: lostForEver, workflows: ['-shard-0'] },
  cancelled: {
    overrides: () => ({ pollJob: () => Promise.resolve({ hasEnded: false }) }),
    isCancelled: true,
    workflows: ['', '-baseline'],
  },
};

async function recordAll(): Promise<void> {
  const environment = await startTimeSkippingServer();
  for (const [name, { overrides, isCancelled = false, workflows }] of Object.entries(RUNS)) {
    const script = scriptActivities(overrides());
    await withRun(environment, script.activities, async ({ runId, handle, client }) => {
      if (isCancelled) {
        await waitUntil(() => script.names().includes('pollJob'));
        await handle.cancel();
      }
      await handle.result().catch(() => undefined);
      for (const suffix of workflows) await record(client, `run-${runId}${suffix}`, `${name}${suffix || '-run'}.json`);
    });
  }
  await environment.teardown();
}

async function record(client: Client, workflowId: string, file: string): Promise<void> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const recorded = { workflowId, history: { events: toPlain(events) } };
  await writeFile(join(FOLDER, file), `${JSON.stringify(recorded, undefined, 1)}\n`);
}

/**
 * As JSON that the replay takes without conversion: bytes as base64, long integers as numbers. Temporal's own conversion
 * needs its packages to share one copy of protobufjs, which npm does not see to.
 */
function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  if ('toNumber' in value && typeof value.toNumber === 'function') return Number(value);
  // Stack traces name folders of the machine that recorded.
  const entries = Object.entries(value).filter(([key, item]) => key !== 'stackTrace' && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, toPlain(item)]));
}

describe('the workflows of today, replaying recorded histories', () => {
  before(async function () {
    this.timeout(180_000);
    installRuntime(pino({ level: 'silent' }));
    if (process.env['TINYBUG_RECORD_HISTORIES'] !== undefined) await recordAll();
  });

  const read = async (file: string): Promise<RecordedHistory> =>
    RecordedHistory.parse(JSON.parse(await readFile(join(FOLDER, file), 'utf8')));
  const replay = async ({ workflowId, history }: RecordedHistory): Promise<void> =>
    Worker.runReplayHistory({ workflowBundle: await bundleForTests() }, history, workflowId);

  for (const [name, { workflows }] of Object.entries(RUNS)) {
    for (const suffix of workflows) {
      const file = `${name}${suffix || '-run'}.json`;
      it(`take the same decisions as in ${file}`, async () => {
        await replay(await read(file));
      });
    }
  }

  it('are in every file of the folder', async () => {
    const expected = Object.entries(RUNS).flatMap(([name, { workflows }]) =>
      workflows.map((suffix) => `${name}${suffix || '-run'}.json`),
    );
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
    assert.deepEqual(files.sort(), expected.sort());
  });

  it('are told apart from others: a history whose activity has another name does not replay', async () => {
    const text = await readFile(join(FOLDER, 'completed-run.json'), 'utf8');
    const other = RecordedHistory.parse(JSON.parse(text.replaceAll('"selectMutants"', '"chooseMutants"')));
    await assert.rejects(replay(other), /determinis/i);
  });
});
