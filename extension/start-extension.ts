import * as vscode from 'vscode';
import { registerLanguageModelTools } from './agents/language-model-tools.ts';
import { registerCommands } from './commands.ts';
import { createLinkOfSettings } from './connection/service-of-settings.ts';
import { createHistoryPanels } from './history/history-panel.ts';
import { loadStartedAt } from './load-started-at.ts';
import { createLog } from './log.ts';
import { registerCodeLens } from './marks/code-lens.ts';
import { createDiagnostics } from './marks/diagnostics.ts';
import { createGutter } from './marks/gutter.ts';
import { createPlacedMarks } from './marks/placed-marks.ts';
import { createLoadResults } from './measuring/load-results.ts';
import { createMeasuring } from './measuring/measure.ts';
import { onlyOnDisk } from './measuring/only-on-disk.ts';
import { createStatusBar } from './measuring/status-bar.ts';
import { createMutantActions } from './mutants/mutant-actions.ts';
import { createMutantDetails } from './mutants/mutant-details.ts';
import { createMutantDocuments } from './mutants/mutant-documents.ts';
import { registerHover } from './mutants/hover.ts';
import { registerQuickFixes } from './mutants/quick-fixes.ts';
import type { Platform } from './platform.ts';
import { findPythonTests } from './projects/find-python-tests.ts';
import { findSampleResults } from './projects/open-sample.ts';
import { createProjects, type Projects } from './projects/project.ts';
import { createResultStorage, type ResultStorage } from './projects/stored-results.ts';
import { createAuthentication } from './signing-in/authentication.ts';
import { createSessions } from './signing-in/sessions.ts';
import { createSurvivorsView } from './survivors/survivors-view.ts';
import type { ServiceState } from './survivors/service-state.ts';
import { createServiceWatch } from './survivors/watch-service.ts';
import { createTriageFollowing } from './triage/follow-triage.ts';
import { createMarking } from './triage/mark-mutant.ts';

/** What others may ask of this extension. */
export interface ExtensionExports {
  /** How long loading and activation took. */
  readonly activationMs: number;
}

/** All of the extension, wherever it runs. */
export function startExtension(context: vscode.ExtensionContext, platform: Platform): ExtensionExports {
  const core = createCore(context, platform);
  const { log, projects, storage, measuring } = core;
  const parts = createParts(context, core, platform);
  context.subscriptions.push(registerMarks(context, core), registerCommands({ context, ...core, ...parts }));
  // Nobody waits for this: the editor is there at once, and what was found before follows.
  void (async () => {
    await restoreResults(projects, storage);
    parts.tests.areThere = await findPythonTests();
    parts.view.refresh();
    await Promise.all(projects.all.map((project) => measuring.resume(project)));
  })().catch((error: unknown) => log.error('The last results could not be restored', error));
  const activationMs = performance.now() - loadStartedAt;
  log.info(`Activated in ${activationMs.toFixed(0)} ms`);
  return { activationMs };
}

type Core = ReturnType<typeof createCore>;

/** The way to the service, the projects, and what is known of their mutants. */
function createCore(context: vscode.ExtensionContext, { startLocal, isOnDisk, createPrepare }: Platform) {
  const channel = vscode.window.createOutputChannel('Tinybug', { log: true });
  const log = createLog(channel);
  const startProgress = new vscode.EventEmitter<string>();
  const { secrets } = context;
  const send: typeof fetch = (input, init) => fetch(input, init);
  const sessions = createSessions({ secrets, send, now: Date.now, log: (message) => log.info(message) });
  const link = createLinkOfSettings(context, log, (line) => startProgress.fire(line), { sessions, startLocal });
  const projects = createProjects(link, log);
  const storage = createResultStorage(context.storageUri, (project) => findSampleResults(context, project), log);
  const marks = createPlacedMarks(projects);
  const details = createMutantDetails(link, marks, log);
  const documents = createMutantDocuments(projects, link);
  const onStartProgress = startProgress.event;
  const prepare = createPrepare(log);
  const measuring = onlyOnDisk(createMeasuring({ link, prepare, projects, storage, log, onStartProgress }), isOnDisk);
  const marking = createMarking({ link, projects, storage, log });
  context.subscriptions.push(channel, startProgress, link, projects, marks, details, documents);
  return { log, sessions, link, projects, storage, marks, details, documents, measuring, marking };
}

/** What a person acts on. */
function createParts(context: vscode.ExtensionContext, core: Core, platform: Platform) {
  const { secrets, extensionUri, workspaceState: memento, subscriptions } = context;
  const { log, sessions, link, projects, marks, details, measuring } = core;
  const { repositoryOf, readBranchChanges, countRemotes } = platform;
  const tests = { areThere: true };
  const hasPythonTests = (): boolean => tests.areThere;
  const serviceState = (): ServiceState => service.state;
  const view = createSurvivorsView({ projects, marks, memento, hasPythonTests, serviceState, readBranchChanges });
  const onChange = (): void => view.refresh();
  const service = createServiceWatch({ secrets, sessions, projects, countRemotes, log, onChange });
  const lookAtService = (): void => service.look();
  const authentication = createAuthentication({ context, sessions, log, onChange: lookAtService });
  const history = createHistoryPanels({ extensionUri, link, projects, log, repositoryOf });
  const actions = createMutantActions(projects, marks, details);
  const loadResults = createLoadResults({ link, measuring, repositoryOf, log });
  const configuration = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration('tinybug.service') && !event.affectsConfiguration('tinybug.embedded')) return;
    link.reset();
    lookAtService();
  });
  subscriptions.push(view, authentication, history, configuration);
  return { tests, view, lookAtService, authentication, history, actions, loadResults };
}

function registerMarks({ extensionUri }: vscode.ExtensionContext, core: Core): vscode.Disposable {
  const { projects, marks, details, measuring, marking, link, storage, log } = core;
  return vscode.Disposable.from(
    createDiagnostics(marks, details, projects),
    createGutter(marks, extensionUri),
    createStatusBar(projects),
    registerHover(marks, details, projects),
    registerQuickFixes(marks),
    registerCodeLens(marks),
    createTriageFollowing({ link, projects, storage, log }),
    registerLanguageModelTools({ projects, marks, details, measuring, marking }),
  );
}

async function restoreResults(projects: Projects, storage: ResultStorage): Promise<void> {
  await Promise.all(projects.all.map((project) => storage.read(project)));
  for (const project of projects.all) projects.changed(project, new Set(project.results.paths()));
}
