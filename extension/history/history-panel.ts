import * as vscode from 'vscode';
import type { Repository } from '../../shared/run.ts';
import type { ServiceConnection, ServiceLink } from '../connection/service-link.ts';
import { describeError, type Log } from '../log.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { RepositoryOfProject } from '../repositories/repository-of-project.ts';
import { describeComparison, describeRun } from './describe-detail.ts';
import { createLabels } from './history-labels.ts';
import { MessageFromPanel, type MessageToPanel, PanelState } from './history-messages.ts';
import { historyPage } from './history-page.ts';
import { createRow, type Wording } from './history-rows.ts';
import { loadMutants, loadRun, loadRuns, loadUncaught } from './load-history.ts';
import { exportReport, openInBrowser } from './run-page-and-report.ts';
import { createTrend } from './trend.ts';

export interface HistoryPanels {
  dispose(): void;
  show(project: Project): void;
}

export interface HistoryOptions {
  readonly extensionUri: vscode.Uri;
  readonly link: ServiceLink;
  readonly projects: Projects;
  readonly log: Log;
  readonly repositoryOf: RepositoryOfProject;
}

const VIEW_TYPE = 'tinybugHistory';
const TIMEOUT_MS = 120_000;

/** One panel for each project; the editor brings them back when it is opened again. */
export function createHistoryPanels(options: HistoryOptions): HistoryPanels {
  const panels = new Map<string, vscode.WebviewPanel>();
  const fill = (panel: vscode.WebviewPanel, project: Project): void => {
    const folder = project.folder.uri.toString();
    panels.get(folder)?.dispose();
    panels.set(folder, panel);
    panel.onDidDispose(() => {
      if (panels.get(folder) === panel) panels.delete(folder);
    });
    fillPanel(panel, project, options);
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: (panel, state) => {
      const kept = PanelState.safeParse(state).data;
      const project = options.projects.all.find(({ folder }) => folder.uri.toString() === kept?.folder);
      if (project) fill(panel, project);
      else panel.dispose();
      return Promise.resolve();
    },
  });
  return {
    show(project) {
      const open = panels.get(project.folder.uri.toString());
      if (open) {
        open.reveal();
        return;
      }
      const title = vscode.l10n.t('Runs of {0}', project.folder.name);
      fill(vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Active), project);
    },
    dispose() {
      serializer.dispose();
      for (const panel of [...panels.values()]) panel.dispose();
    },
  };
}

function fillPanel(panel: vscode.WebviewPanel, project: Project, options: HistoryOptions): void {
  const { extensionUri, log } = options;
  const { webview } = panel;
  const script = vscode.Uri.joinPath(extensionUri, 'dist', 'extension', 'history-view.js');
  const style = vscode.Uri.joinPath(extensionUri, 'media', 'extension', 'history.css');
  const closing = new AbortController();
  panel.onDidDispose(() => closing.abort());
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'extension', 'view.svg');
  webview.options = {
    enableScripts: true,
    localResourceRoots: [
      vscode.Uri.joinPath(extensionUri, 'dist', 'extension'),
      vscode.Uri.joinPath(extensionUri, 'media', 'extension'),
    ],
  };
  webview.onDidReceiveMessage((data: unknown) => {
    const message = MessageFromPanel.safeParse(data);
    if (!message.success) return;
    answer(message.data, webview, project, options, closing.signal).catch(async (error: unknown) => {
      if (closing.signal.aborted) return;
      log.error('The history could not be shown', error);
      await send(webview, { type: 'problem', text: describeError(error).slice(0, 1_000) });
    });
  });
  webview.html = historyPage({
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID(),
    script: webview.asWebviewUri(script).toString(),
    style: webview.asWebviewUri(style).toString(),
    language: vscode.env.language,
  });
}

const send = (webview: vscode.Webview, message: MessageToPanel): Thenable<boolean> => webview.postMessage(message);

async function answer(
  message: MessageFromPanel,
  webview: vscode.Webview,
  project: Project,
  { link, log, repositoryOf }: HistoryOptions,
  closing: AbortSignal,
): Promise<void> {
  // A panel that comes back with what it had starts no service by itself.
  if (message.type === 'ready' && message.hasHistory && link.present === undefined) return;
  const signal = AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]);
  await send(webview, { type: 'working', text: vscode.l10n.t('Reading…') });
  const connection = await link.connect(signal);
  switch (message.type) {
    case 'ready':
    case 'refresh':
      await sendHistory(webview, project, connection, await repositoryOf(connection, project, signal), signal);
      log.info('The history is shown.');
      return;
    case 'show':
      await sendRun(webview, message.runId, connection, signal);
      return;
    case 'compare':
      await sendComparison(webview, message.runIds, connection, signal);
      return;
    case 'open-in-browser':
      await openInBrowser(connection, message.runId, signal);
      break;
    case 'export-report':
      await exportReport(connection, message.runId, project.folder.uri, signal);
      break;
  }
  await send(webview, { type: 'working', text: '' });
}

async function sendHistory(
  webview: vscode.Webview,
  project: Project,
  connection: ServiceConnection,
  repository: Repository,
  signal: AbortSignal,
): Promise<void> {
  const { runs, hasMore } = await loadRuns(connection, repository, signal);
  const wording = wordingOfEditor();
  const trend = createTrend(runs, wording);
  const remark = hasMore ? vscode.l10n.t('The newest {0} runs.', runs.length) : vscode.l10n.t('{0} runs.', runs.length);
  const history = {
    labels: createLabels(project.folder.name, vscode.l10n.t),
    rows: runs.map((run) => createRow(run, wording)),
    ...(trend && { trend }),
    remark,
  };
  await send(webview, { type: 'history', folder: project.folder.uri.toString(), history });
}

async function sendRun(
  webview: vscode.Webview,
  runId: string,
  connection: ServiceConnection,
  signal: AbortSignal,
): Promise<void> {
  const [run, uncaught] = await Promise.all([
    loadRun(connection, runId, signal),
    loadUncaught(connection, runId, signal),
  ]);
  await send(webview, { type: 'detail', detail: describeRun(run, uncaught, wordingOfEditor()) });
}

async function sendComparison(
  webview: vscode.Webview,
  runIds: readonly [string, string],
  connection: ServiceConnection,
  signal: AbortSignal,
): Promise<void> {
  const load = async (runId: string) => {
    const [run, mutants] = await Promise.all([
      loadRun(connection, runId, signal),
      loadMutants(connection, runId, signal),
    ]);
    return { run, mutants };
  };
  const [one, other] = await Promise.all([load(runIds[0]), load(runIds[1])]);
  await send(webview, { type: 'detail', detail: describeComparison(one, other, wordingOfEditor()) });
}

function wordingOfEditor(): Wording {
  const format = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return { t: vscode.l10n.t, formatMoment: (timestamp) => format.format(new Date(timestamp)) };
}
