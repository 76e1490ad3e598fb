import type { Logger } from 'pino';
import type { MutantResult } from '../../shared/mutant-result.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';
import type { CiJobListener, RecordTrust } from '../ci/ci-provider.ts';
import type { RunControl } from '../run-control.ts';
import type { Database, StoredJob } from '../storage/store.ts';
import { batchWrites } from './batch-writes.ts';

/** Fifty results a second then cost twenty transactions. */
const RESULTS_GAP_MS = 50;
const PROGRESS_GAP_MS = 300;

export interface JobListenerDependencies {
  readonly database: Database;
  readonly runControl: RunControl;
  readonly logger: Logger;
}

type RecordSink = (record: RunnerRecord) => Promise<void>;

/** Stores what jobs report while they run, and tells the workflow when a job may have ended. */
export function createJobListener(deps: JobListenerDependencies): CiJobListener {
  const sinks = new Map<string, Promise<RecordSink>>();

  const openSink = (jobId: string, trust: RecordTrust): Promise<RecordSink> => {
    const key = keyOf(jobId, trust);
    const sink = createSink(deps.database, jobId, trust);
    sinks.set(key, sink);
    sink.catch(() => sinks.delete(key));
    return sink;
  };

  return {
    async onRecord(jobId, record, trust = 'final') {
      const key = keyOf(jobId, trust);
      const sink = sinks.get(key) ?? openSink(jobId, trust);
      await (
        await sink
      )(record);
      if (record.type === 'finished' || record.type === 'failed') sinks.delete(key);
    },
    async onChange(jobId) {
      for (const trust of ['final', 'provisional'] as const) sinks.delete(keyOf(jobId, trust));
      const job = await deps.database.findJob(jobId);
      if (job !== undefined) await signal(deps, job);
    },
    async onNotice(runId, message) {
      const runs = await deps.database.listOpenRuns();
      const run = runs.find((candidate) => candidate.runId === runId);
      if (run === undefined) return;
      await deps.database.storeOf(run.organisationId).appendEvents(runId, [{ type: 'notice', level: 'info', message }]);
    },
  };
}

/** A signal that gets lost does no harm: the workflow polls. */
async function signal(
  { runControl, logger }: JobListenerDependencies,
  { workflowId, jobId }: StoredJob,
): Promise<void> {
  await runControl.signalJobChanged(workflowId, jobId).catch((error: unknown) => {
    logger.warn({ err: error, workflowId, jobId }, 'A workflow could not be told that its job may have changed');
  });
}

const keyOf = (jobId: string, trust: RecordTrust): string => `${trust} ${jobId}`;

async function createSink(database: Database, jobId: string, trust: RecordTrust): Promise<RecordSink> {
  const job = await database.findJob(jobId);
  if (job === undefined) return () => Promise.resolve();
  const store = database.storeOf(job.organisationId);
  const addResult = batchWrites<MutantResult>(async (results) => {
    await store.recordResults(job.runId, results, job.shardIndex, trust);
  }, RESULTS_GAP_MS);
  const showProgress = createProgress(async (finished, total) => {
    await store.appendEvents(job.runId, [{ type: 'baseline-progress', finished, total }]);
  });
  return async (record) => {
    if (job.shardIndex === undefined) await showProgress(record);
    else if (record.type === 'result') await addResult(record.result);
  };
}

/** Counts the tests of a baseline and shows the count a few times a second. */
function createProgress(show: (finished: number, total: number) => Promise<void>): RecordSink {
  let total = 0;
  let finished = 0;
  let shownAt = -Infinity;
  return async (record) => {
    if (record.type === 'collected') total = record.tests;
    if (record.type === 'test') finished += 1;
    if (record.type !== 'test' && record.type !== 'collected') return;
    if (performance.now() - shownAt < PROGRESS_GAP_MS) return;
    shownAt = performance.now();
    await show(Math.min(finished, total), total);
  };
}
