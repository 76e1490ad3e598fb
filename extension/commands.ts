import * as vscode from 'vscode';
import { askForToken, forgetToken } from './connection/service-of-settings.ts';
import type { ServiceLink } from './connection/service-link.ts';
import type { HistoryPanels } from './history/history-panel.ts';
import type { Log } from './log.ts';
import type { PlacedMarks } from './marks/placed-marks.ts';
import type { LoadResults } from './measuring/load-results.ts';
import type { Measuring } from './measuring/measure.ts';
import {
  chooseProject,
  targetChanges,
  targetFile,
  targetFunction,
  targetMutant,
  type Target,
} from './measuring/scope-of-editor.ts';
import type { MutantActions } from './mutants/mutant-actions.ts';
import type { MutantDocuments } from './mutants/mutant-documents.ts';
import { openSample } from './projects/open-sample.ts';
import type { Projects } from './projects/project.ts';
import type { ResultStorage } from './projects/stored-results.ts';
import type { Authentication } from './signing-in/authentication.ts';
import type { SurvivorsView } from './survivors/survivors-view.ts';
import type { Marking } from './triage/mark-mutant.ts';

export interface CommandParts {
  readonly context: vscode.ExtensionContext;
  readonly link: ServiceLink;
  readonly projects: Projects;
  readonly marks: PlacedMarks;
  readonly documents: MutantDocuments;
  readonly measuring: Measuring;
  readonly actions: MutantActions;
  readonly marking: Marking;
  readonly view: SurvivorsView;
  readonly history: HistoryPanels;
  readonly storage: ResultStorage;
  readonly log: Log;
  readonly authentication: Authentication;
  /** What is known of the service is to be found out anew. */
  readonly lookAtService: () => void;
  readonly loadResults: LoadResults;
}

/** Every command of the manifest, by its name without `tinybug.`. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const handlers = { ...createMeasureCommands(parts), ...createMutantCommands(parts), ...createOtherCommands(parts) };
  const registrations = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(`tinybug.${name}`, handler),
  );
  return vscode.Disposable.from(...registrations);
}

type Handler = (argument?: unknown) => Promise<void> | void;

function createMeasureCommands({ projects, marks, measuring }: CommandParts): Record<string, Handler> {
  const measure = async (target: Target | undefined, otherwise: string): Promise<void> => {
    if (target) await measuring.measure(target.project, target.scope);
    else await vscode.window.showInformationMessage(otherwise);
  };
  const noFolder = vscode.l10n.t('Open the folder of a Python project first.');
  const noFile = vscode.l10n.t('Open a Python file of the workspace first.');
  return {
    measureProject: async () => {
      const project = await chooseProject(projects);
      await measure(project && { project, scope: { kind: 'project' } }, noFolder);
    },
    measureChanges: async () => measure(await targetChanges(projects), noFolder),
    measureFile: (resource) =>
      measure(targetFile(projects, resource instanceof vscode.Uri ? resource : undefined), noFile),
    measureFunction: () =>
      measure(targetFunction(projects), vscode.l10n.t('Put the cursor into a function of a Python file first.')),
    measureMutant: async (argument) => {
      const mutantId = mutantIdOf(argument);
      const target = targetMutant(projects, mutantId, presentLine(mutantId, projects, marks));
      if (target) await measuring.measure(target.project, target.scope, { afresh: true });
    },
    cancelRun: () => measuring.cancel(),
  };
}

function presentLine(mutantId: string, projects: Projects, marks: PlacedMarks): number | undefined {
  const project = projects.projectOfMutant(mutantId);
  const known = project?.results.findMutant(mutantId);
  if (!project || !known) return undefined;
  const placed = marks.mutantsOf(projects.uriOf(project, known.mutant.path));
  return placed.find((each) => each.known.mutant.id === mutantId)?.location.start.line;
}

function createMutantCommands({ actions, documents, marking }: CommandParts): Record<string, Handler> {
  return {
    openMutant: (argument) => actions.open(mutantIdOf(argument)),
    showMutantDiff: (argument) => documents.showDiff(mutantIdOf(argument)),
    showMutantTests: (argument) => actions.showTests(mutantIdOf(argument)),
    ignoreMutant: (argument) => actions.ignore(mutantIdOf(argument)),
    writeTest: (argument) => actions.writeTest(mutantIdOf(argument)),
    markMutant: (argument) => marking.mark(mutantIdOf(argument)),
    removeMark: (argument) => marking.remove(mutantIdOf(argument)),
    showFileMutants: async () => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      if (uri) await documents.showAllOfFile(uri);
    },
  };
}

function createOtherCommands(parts: CommandParts): Record<string, Handler> {
  const { context, projects, view, history, storage, log, authentication, lookAtService, loadResults } = parts;
  const noFolder = vscode.l10n.t('Open the folder of a Python project first.');
  return {
    filterSurvivors: () => view.chooseFilter(),
    showHistory: async () => {
      const project = await chooseProject(projects);
      if (project) history.show(project);
      else await vscode.window.showInformationMessage(noFolder);
    },
    loadResults: async () => {
      const project = await chooseProject(projects);
      if (project) await loadResults(project);
      else await vscode.window.showInformationMessage(noFolder);
    },
    clearResults: async () => {
      for (const project of projects.all) {
        const paths = new Set(project.results.paths());
        project.results.clear();
        projects.changed(project, paths);
        await storage.write(project);
      }
    },
    setServiceToken: async () => {
      await askForToken(context.secrets);
      lookAtService();
    },
    signIn: async () => {
      if (!(await authentication.signIn())) return;
      await forgetToken(context.secrets);
      lookAtService();
    },
    signOut: () => authentication.signOut(),
    refreshView: lookAtService,
    openSample: () => openSample(context),
    showLog: () => log.show(),
  };
}

/** Links and quick fixes hand over the id, the view its node. */
function mutantIdOf(argument: unknown): string {
  if (typeof argument === 'string') return argument;
  const node = argument as { known?: { mutant?: { id?: unknown } } } | undefined;
  const id = node?.known?.mutant?.id;
  return typeof id === 'string' ? id : '';
}
