import { hasEnded } from '../../../shared/run.ts';
import type { RunEvent } from '../../../shared/run-event.ts';
import { hasReport } from '../../pages/run-page.ts';
import { runSummary } from '../../pages/run-summary.ts';
import { reportTestIds, toReportVerdict, type ReportTestIds } from '../../reporting/report-mutant.ts';
import type { Store } from '../../storage/store.ts';
import { createBell } from '../event-streams/bell.ts';
import { formatServerSentEvent, HEARTBEAT } from '../event-streams/event-stream.ts';
import { followRun } from '../event-streams/follow-run.ts';
import { requireRun } from '../operations/run-operations.ts';
import { readSummary, type RunOfPage } from './run-pages.ts';

/** A summary is made at most so often for each reader. */
const SUMMARY_INTERVAL_MS = 400;

interface ReaderOptions {
  readonly signal: AbortSignal;
  readonly heartbeatMs: number;
}

/** The events of a run as `mutation-test-report-app` understands them: `mutant-tested` with what changed, then `finished`. */
export async function* streamReportEvents(
  store: Store,
  runId: string,
  afterSequence: number,
  options: ReaderOptions,
): AsyncGenerator<string, void, void> {
  let testIds: ReportTestIds | undefined;
  for await (const events of followRun(store, runId, afterSequence, options)) {
    // The tests are known before the first mutant is.
    if (events.some(({ payload }) => payload.type === 'mutant-finished'))
      testIds ??= reportTestIds(await store.listTests(runId));
    yield events.map((event) => formatReportEvent(event, testIds ?? new Map())).join('') || HEARTBEAT;
  }
  if (!options.signal.aborted) yield formatServerSentEvent({ name: 'finished', data: {} });
}

function formatReportEvent({ sequence, payload }: RunEvent, testIds: ReportTestIds): string {
  if (payload.type !== 'mutant-finished') return '';
  const data = { id: payload.mutant.id, ...toReportVerdict(payload.mutant, testIds) };
  return formatServerSentEvent({ id: sequence, name: 'mutant-tested', data });
}

interface SummaryOptions extends ReaderOptions {
  /** Marks come and go when the run has long ended. */
  readonly goesOnAfterEnd?: boolean;
}

/** The changing part of the run's page, whenever it changes, until the run has ended or for as long as somebody reads. */
export async function* streamSummary(
  runOfPage: RunOfPage,
  { signal, heartbeatMs, goesOnAfterEnd = false }: SummaryOptions,
): AsyncGenerator<string, void, void> {
  const { store, runId } = runOfPage;
  const { repositoryId } = await requireRun(store, runId);
  const bell = createBell();
  const pause = createBell();
  const stopListening = await Promise.all([
    store.onEvents(runId, () => bell.ring()),
    store.onTriage(repositoryId, () => bell.ring()),
  ]);
  try {
    while (!signal.aborted) {
      const summary = await readSummary(runOfPage);
      const isLast = hasEnded(summary.run.status);
      const data = { html: runSummary(summary).text, hasReport: hasReport(summary), hasEnded: isLast };
      yield formatServerSentEvent({ name: 'summary', data });
      if (isLast && !goesOnAfterEnd) return;
      await pause.wait(SUMMARY_INTERVAL_MS, signal);
      while ((await bell.wait(heartbeatMs, signal)) === 'elapsed') yield HEARTBEAT;
    }
  } finally {
    await Promise.all(stopListening.map((stop) => stop()));
  }
}
