import { loadStartedAt } from './load-started-at.ts';
import * as vscode from 'vscode';
import { registerLanguageModelTools } from './agents/language-model-tools.ts';
import { readServiceUrl } from './configuration.ts';
import { createLinkOfSettings, findToken } from './connection/service-of-settings.ts';
import { registerCommands } from './commands.ts';
import { createHistoryPanels } from './history/history-panel.ts';
import { createLog } from './log.ts';
import { registerCodeLens } from './marks/code-lens.ts';
import { createDiagnostics } from './marks/diagnostics.ts';
import { createGutter } from './marks/gutter.ts';
import { createPlacedMarks } from './marks/placed-marks.ts';
import { createMeasuring } from './measuring/measure.ts';
import { createPrepareRequest } from './measuring/prepare-request.ts';
import { createStatusBar } from './measuring/status-bar.ts';
import { createMutantDetails } from './mutants/mutant-details.ts';
import { createMutantDocuments } from './mutants/mutant-documents.ts';
import { createMutantActions } from './mutants/mutant-actions.ts';
import { registerHover } from './mutants/hover.ts';
import { registerQuickFixes } from './mutants/quick-fixes.ts';
import { findPythonTests } from './projects/find-python-tests.ts';
import { findSampleResults } from './projects/open-sample.ts';
import { createProjects } from './projects/project.ts';
import { createResultStorage } from './projects/stored-results.ts';
import { countRemotesOnDisk, findRepositoryOnDisk } from './repositories/repositories-on-disk.ts';
import { createAuthentication } from './signing-in/authentication.ts';
import { createSessions } from './signing-in/sessions.ts';
import { findServiceState, type ServiceState } from './survivors/service-state.ts';
import { createSurvivorsView } from './survivors/survivors-view.ts';

/** What others may ask of this extension. */
export interface ExtensionExports {
  /** How long loading and activation took. */
  readonly activationMs: number;
}

export function activate(context: vscode.ExtensionContext): ExtensionExports {
  const channel = vscode.window.createOutputChannel('Tinybug', { log: true });
  const log = createLog(channel);
  const startProgress = new vscode.EventEmitter<string>();
  const { secrets } = context;
  const sessions = createSessions({ secrets, send: fetch, now: Date.now, log: log.info });
  const link = createLinkOfSettings(context, log, (line) => startProgress.fire(line), sessions);
  const projects = createProjects(link, log);
  const storage = createResultStorage(context.storageUri, (project) => findSampleResults(context, project), log);
  const marks = createPlacedMarks(projects);
  const details = createMutantDetails(link, marks, log);
  const documents = createMutantDocuments(projects, link);
  const prepare = createPrepareRequest(log);
  const measuring = createMeasuring({ link, prepare, projects, storage, log, onStartProgress: startProgress.event });
  const actions = createMutantActions(projects, marks, details);
  let hasPythonTests = true;
  const history = createHistoryPanels({ extensionUri: context.extensionUri, link, projects, log, repositoryOf: findRepositoryOnDisk });
  let serviceState: ServiceState = 'ready';
  const view = createSurvivorsView(
    projects,
    () => hasPythonTests,
    () => serviceState,
  );
  const lookAtService = (): void => {
    void findServiceState({
      serviceUrl: readServiceUrl(),
      findToken: () => findToken(readServiceUrl(), secrets, sessions),
      countRemotes: () => Promise.all(projects.all.map(countRemotesOnDisk)),
    }).then(
      (state) => {
        serviceState = state;
        view.refresh();
      },
      (error: unknown) => log.error('Whether somebody is signed in could not be read', error),
    );
  };
  const authentication = createAuthentication({ context, sessions, log, onChange: lookAtService });
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tinybug.service') || event.affectsConfiguration('tinybug.embedded')) {
        link.reset();
        lookAtService();
      }
    }),
    channel,
    startProgress,
    link,
    projects,
    marks,
    details,
    documents,
    view,
    history,
    authentication,
    createDiagnostics(marks, details, projects),
    createGutter(marks, context.extensionUri),
    createStatusBar(projects),
    registerHover(marks, details, projects),
    registerQuickFixes(marks),
    registerCodeLens(marks),
    registerLanguageModelTools({ projects, marks, details, measuring }),
    registerCommands({ context, link, projects, marks, documents, measuring, actions, view, history, storage, log, authentication, lookAtService }),
  );
  // Nobody waits for this: the editor is there at once, and what was found before follows.
  void (async () => {
    await Promise.all(projects.all.map((project) => storage.read(project)));
    for (const project of projects.all) projects.changed(project, new Set(project.results.paths()));
    hasPythonTests = await findPythonTests();
    view.refresh();
    await Promise.all(projects.all.map((project) => measuring.resume(project)));
  })().catch((error: unknown) => log.error('The last results could not be restored', error));
  const activationMs = performance.now() - loadStartedAt;
  log.info(`Activated in ${activationMs.toFixed(0)} ms`);
  return { activationMs };
}
