import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import type { RunEstimate } from '../../shared/run-estimate.ts';
import { hasEnded, type Run, type RunRequest } from '../../shared/run.ts';
import type { ServiceConnection, ServiceLink } from '../connection/service-link.ts';
import { describeError, type Log } from '../log.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { ResultStorage } from '../projects/stored-results.ts';
import type { KnownRun } from '../results/results-snapshot.ts';
import { describeProgress } from './describe-run.ts';
import { followRun } from './follow-run.ts';
import type { MeasureScope } from './measure-scope.ts';

export interface Measuring {
  measure(project: Project, scope: MeasureScope, options?: MeasureOptions): Promise<void>;
  /** What a run would cost; nothing is measured for it. */
  estimate(project: Project, scope: MeasureScope, signal: AbortSignal): Promise<RunEstimate>;
  /** Follows a run that went on while the editor was closed. */
  resume(project: Project): Promise<void>;
  /** Replaces what is shown of a project by what a run of its repository found. */
  show(project: Project, run: Run): Promise<void>;
  cancel(): Promise<void>;
}

interface MeasureOptions {
  /** Measure again what an earlier run knows. */
  readonly afresh?: boolean;
  /** The person has been told what it costs. */
  readonly isConfirmed?: boolean;
}

export interface RequestWish {
  readonly connection: ServiceConnection;
  readonly project: Project;
  readonly scope: MeasureScope;
  readonly afresh: boolean;
  /** A person is there to decide, and is told what a run costs where it costs anything. */
  readonly mayAsk: boolean;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Makes the request for what is on this machine; undefined where the person does not want it after all. */
export type PrepareRequest = (wish: RequestWish) => Promise<RunRequest | undefined>;

interface MeasuringOptions {
  readonly link: ServiceLink;
  readonly prepare: PrepareRequest;
  readonly projects: Projects;
  readonly storage: ResultStorage;
  readonly log: Log;
  /** What the service says while it starts. */
  readonly onStartProgress: vscode.Event<string>;
}

/** An editor that is closed in the middle of a run takes it up again from what was kept last. */
const KEEPING_INTERVAL_MS = 10_000;

type Progress = vscode.Progress<{ readonly message?: string }>;

export function createMeasuring(options: MeasuringOptions): Measuring {
  const { projects, log } = options;
  return {
    estimate: (project, scope, signal) => estimateRun(project, scope, options, signal),
    async measure(project, scope, { afresh = false, isConfirmed = false } = {}) {
      if (project.following) {
        await vscode.window.showInformationMessage(
          vscode.l10n.t('A run of this project goes on. Cancel it first, or wait for its end.'),
        );
        return;
      }
      const following = new AbortController();
      project.following = following;
      try {
        await vscode.window.withProgress(
          {
            location: vscode.ProgressLocation.Notification,
            title: vscode.l10n.t('Measuring tests'),
            cancellable: true,
          },
          async (progress, token) => {
            token.onCancellationRequested(() => void cancelRun(project, options));
            const wish = { project, scope, afresh, mayAsk: !isConfirmed, signal: following.signal };
            const run = await startRun(wish, options, progress);
            if (run === undefined) return;
            project.results.begin(run, scope);
            await options.storage.write(project);
            projects.changed(project, new Set());
            await follow(project, options, following.signal, progress);
          },
        );
      } catch (error) {
        // Who has asked, perhaps a model, does not wait for a person to read it.
        if (!following.signal.aborted) void tellProblem(error, log);
      } finally {
        project.following = undefined;
        projects.changed(project, new Set());
      }
    },
    async resume(project) {
      const run = project.results.latestRun;
      if (run && !hasEnded(run.status)) await takeUp(project, run, options);
    },
    async show(project, run) {
      if (project.following) return;
      project.results.begin(run, { kind: 'project' });
      const { latestRun } = project.results;
      if (latestRun) await takeUp(project, latestRun, options);
    },
    async cancel() {
      await Promise.all(projects.all.map((project) => cancelRun(project, options)));
    },
  };
}

async function takeUp(project: Project, run: KnownRun, options: MeasuringOptions): Promise<void> {
  const { projects, log } = options;
  if (project.following) return;
  const following = new AbortController();
  project.following = following;
  try {
    log.info(`Taking up run ${run.id} behind event ${run.lastSequence}`);
    await follow(project, options, following.signal);
  } catch (error) {
    if (!following.signal.aborted) log.error('The run could not be taken up again', error);
    if (error instanceof TinybugError && error.code === 'not-found') run.status = 'Failed';
  } finally {
    project.following = undefined;
    projects.changed(project, new Set());
  }
}

async function estimateRun(
  project: Project,
  scope: MeasureScope,
  { link, prepare }: MeasuringOptions,
  signal: AbortSignal,
): Promise<RunEstimate> {
  const connection = await link.connect(signal);
  const onProgress = (): void => undefined;
  const body = await prepare({ connection, project, scope, afresh: false, mayAsk: false, onProgress, signal });
  if (body === undefined) throw new Error('There is nothing to estimate.');
  return connection.client.call('estimateRun', { params: { org: connection.organisation }, body, signal });
}

async function startRun(
  wish: Omit<RequestWish, 'connection' | 'onProgress'>,
  { link, prepare, onStartProgress, log }: MeasuringOptions,
  progress: Progress,
): Promise<Run | undefined> {
  const { signal, scope, project } = wish;
  // Tests read what is on disk.
  await vscode.workspace.saveAll(false);
  const onProgress = (message: string): void => progress.report({ message });
  const listening = onStartProgress(onProgress);
  try {
    onProgress(vscode.l10n.t('reaching the service'));
    const connection = await link.connect(signal);
    const body = await prepare({ ...wish, connection, onProgress });
    if (body === undefined) return undefined;
    onProgress(vscode.l10n.t('starting'));
    const params = { org: connection.organisation };
    const idempotencyKey = crypto.randomUUID();
    const run = await connection.client.call('startRun', { params, body, idempotencyKey, signal });
    log.info(`Run ${run.id} measures ${JSON.stringify(scope)} of ${project.root.fsPath}`);
    return run;
  } finally {
    listening.dispose();
  }
}

async function follow(
  project: Project,
  { link, projects, storage, log }: MeasuringOptions,
  signal: AbortSignal,
  progress?: Progress,
): Promise<void> {
  const run = project.results.latestRun;
  if (!run) return;
  let keptAt = performance.now();
  await followRun({
    runId: run.id,
    afterSequence: run.lastSequence,
    connect: async (connecting): Promise<ServiceConnection> => {
      try {
        return await link.connect(connecting);
      } catch (error) {
        log.error('The service is not there', error);
        throw error;
      }
    },
    signal,
    onEvents: (events) => {
      for (const { payload } of events) if (payload.type === 'notice') log.info(payload.message);
      const paths = project.results.apply(events);
      progress?.report({ message: describeProgress(run, vscode.l10n.t) });
      projects.changed(project, paths);
      if (performance.now() - keptAt < KEEPING_INTERVAL_MS) return;
      keptAt = performance.now();
      void storage.write(project);
    },
  });
  await Promise.all(
    project.results
      .paths()
      .flatMap((path) => project.results.mutantsOf(path).map(({ runId }) => project.texts.load(runId, path))),
  );
  await storage.write(project);
  if (run.status === 'Failed' && run.problem)
    throw new TinybugError(run.problem.code, `${run.problem.title}. ${run.problem.detail} ${run.problem.nextStep}`);
}

async function cancelRun(project: Project, { link, log }: MeasuringOptions): Promise<void> {
  const { following, results } = project;
  const run = results.latestRun;
  if (!following) return;
  if (!run || hasEnded(run.status)) {
    following.abort();
    return;
  }
  try {
    const { client, organisation } = await link.connect(following.signal);
    await client.call('cancelRun', { params: { org: organisation, runId: run.id } });
  } catch (error) {
    if (error instanceof TinybugError && error.code === 'run-already-ended') return;
    log.error('The run could not be cancelled', error);
    following.abort();
  }
}

/** Only of what keeps a person from a result they have asked for; findings are never told this way. */
export async function tellProblem(error: unknown, log: Log): Promise<void> {
  log.error('The run did not finish', error);
  const showLog = vscode.l10n.t('Show Log');
  const openSettings = vscode.l10n.t('Open Settings');
  const isAboutService =
    error instanceof TinybugError && (error.code === 'service-unreachable' || error.code === 'invalid-option');
  const signIn = vscode.l10n.t('Sign In');
  const isSignedOut = error instanceof TinybugError && error.code === 'unauthorized';
  const actions = [...(isAboutService ? [openSettings] : []), ...(isSignedOut ? [signIn] : []), showLog];
  const chosen = await vscode.window.showErrorMessage(`Tinybug: ${describeError(error)}`, ...actions);
  if (chosen === showLog) log.show();
  if (chosen === signIn) await vscode.commands.executeCommand('tinybug.signIn');
  if (chosen === openSettings) await vscode.commands.executeCommand('workbench.action.openSettings', 'tinybug.');
}
