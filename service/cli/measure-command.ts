import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ExitCode, TinybugError } from '../../shared/error-code.ts';
import type { Run } from '../../shared/run.ts';
import { EMBEDDED_ORGANISATION, embeddedRunPage } from '../embedded/page-links.ts';
import type { CommandContext } from './command-context.ts';
import { countOf } from './describe-event.ts';
import { judgeRun } from './exit-code-of-run.ts';
import { followRun } from './follow-run.ts';
import { listenForInterruption, whenAborted, type Interruption } from './interruption.ts';
import { createJsonDisplay } from './json-display.ts';
import { createPlainDisplay } from './plain-display.ts';
import type { MeasureOptions } from './program.ts';
import type { RunDisplay } from './run-display.ts';
import { findProjectFolder, settingsOfOptions } from './run-settings.ts';
import { connectService, type ServiceConnection } from './service-connection.ts';
import { logFileOf, showProblem } from './show-problem.ts';
import { showRunResult, type SkippedFile } from './show-run-result.ts';
import { createTerminalDisplay } from './terminal-display.ts';
import { waitForOtherRuns } from './other-runs.ts';
import { checkCanWriteFile } from './write-file-whole.ts';
import { exportReport } from './export-report.ts';

interface Measurement {
  readonly context: CommandContext;
  readonly options: MeasureOptions;
  readonly projectFolder: string;
  readonly reportFile: string | undefined;
  readonly interruption: Interruption;
  readonly display: RunDisplay;
}

/** `tinybug measure`. */
export async function measure(
  path: string | undefined,
  options: MeasureOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const projectFolder = findProjectFolder(path ?? join(context.packageRoot, 'media', 'sample'));
  const reportFile = options.report === undefined ? undefined : resolve(options.report);
  if (reportFile !== undefined) checkCanWriteFile('--report', reportFile);
  const display = createDisplay(options, context);
  const interruption = listenForInterruption();
  try {
    return await measureProject({ context, options, projectFolder, reportFile, interruption, display });
  } catch (error) {
    if (interruption.signal.aborted && !(error instanceof TinybugError)) return ExitCode.Cancelled;
    throw error;
  } finally {
    display.end();
    interruption.stopListening();
  }
}

function createDisplay(options: MeasureOptions, context: CommandContext): RunDisplay {
  if (options.json) return createJsonDisplay(context.output, context.messages);
  return context.progress.isLive ? createTerminalDisplay(context.progress) : createPlainDisplay(context.progress);
}

async function measureProject(measurement: Measurement): Promise<ExitCode> {
  const { context, options, display, interruption } = measurement;
  const connection = await connectService(context, {
    service: options.service,
    onProgress: display.showStep,
    abortSignal: interruption.signal,
  });
  try {
    const resumedRuns = connection.own?.resumedRuns ?? 0;
    if (resumedRuns > 0)
      display.showStep(
        `${countOf(resumedRuns, 'run')} that an earlier Tinybug did not finish ${resumedRuns === 1 ? 'goes' : 'go'} on as well.`,
      );
    const run = await startRun(connection, measurement);
    const exitCode = await followToEnd(connection, run, measurement);
    if (connection.own) await waitForOtherRuns(connection, { ownRun: run, display, interruption });
    if (options.serve && connection.own && !interruption.signal.aborted) {
      display.showStep('The page stays until Ctrl-C.');
      await Promise.race([whenAborted(interruption.signal), connection.failed]);
    }
    return exitCode;
  } finally {
    await connection.close();
  }
}

async function startRun(
  { client }: ServiceConnection,
  { options, projectFolder, context, interruption }: Measurement,
): Promise<Run> {
  const params = { org: EMBEDDED_ORGANISATION };
  const { signal } = interruption;
  const repository = await client.call('registerRepository', {
    params,
    body: { ciProvider: 'local', location: projectFolder },
    signal,
  });
  const settings = settingsOfOptions(options, projectFolder, context.environment);
  const body = { repositoryId: repository.id, settings, ...(options.since !== undefined && { since: options.since }) };
  return client.call('startRun', { params, body, idempotencyKey: randomUUID() });
}

async function followToEnd(connection: ServiceConnection, run: Run, measurement: Measurement): Promise<ExitCode> {
  const { context, options, display, interruption, reportFile } = measurement;
  if (context.progress.isLive && !options.json)
    display.showStep(`Live: ${embeddedRunPage(connection.url, connection.token, run.id)}`);
  const cancelling = cancelWhenInterrupted(connection, run.id, measurement);
  const skippedFiles: SkippedFile[] = [];
  await followRun(connection, run.id, (event) => {
    if (event.payload.type === 'file-skipped') skippedFiles.push(event.payload);
    display.showEvent(event);
  });
  display.end();
  cancelling.stop();
  const ended = await connection.client.call('showRun', { params: { org: EMBEDDED_ORGANISATION, runId: run.id } });
  if (reportFile !== undefined && ended.status !== 'Failed') await exportReport(connection, run.id, reportFile);
  if (!options.json)
    await showRunResult(connection, ended, {
      context,
      options,
      elapsedMs: performance.now(),
      skippedFiles,
    });
  const { exitCode, problem } = judgeRun(ended);
  if (problem) showProblem(problem, context.progress, logFileOf(context.configuration.folders.data));
  if (interruption.signal.aborted && ended.status === 'Cancelled')
    display.showStep('The run was cancelled; what it had found is kept.');
  return interruption.signal.aborted ? ExitCode.Cancelled : exitCode;
}

/** The first Ctrl-C cancels the run, whose last event then ends the command. */
function cancelWhenInterrupted(
  { client }: ServiceConnection,
  runId: string,
  { interruption, display }: Measurement,
): { stop(): void } {
  let isOver = false;
  void whenAborted(interruption.signal).then(async () => {
    if (isOver) return;
    display.showStep('Cancelling the run; once more Ctrl-C ends at once, and the run goes on at the next start.');
    await client.call('cancelRun', { params: { org: EMBEDDED_ORGANISATION, runId } }).catch((error: unknown) => {
      if (error instanceof TinybugError && error.code === 'run-already-ended') return;
      display.showStep(`The run could not be cancelled: ${error instanceof Error ? error.message : String(error)}`);
    });
  });
  return {
    stop: () => {
      isOver = true;
    },
  };
}
