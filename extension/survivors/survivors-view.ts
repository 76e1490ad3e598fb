import * as vscode from 'vscode';
import { createBatcher } from '../measuring/batch-items.ts';
import { describeChange } from '../marks/describe-marks.ts';
import { oneLine } from '../marks/plain-text.ts';
import { headline } from '../mutants/hover-text.ts';
import type { Project, Projects } from '../projects/project.ts';
import { isUncaught } from '../results/project-results.ts';
import {
  buildSurvivorTree,
  SURVIVOR_FILTERS,
  type FileNode,
  type FunctionNode,
  type MutantNode,
  type SurvivorFilter,
} from './survivor-tree.ts';
import type { ServiceState } from './service-state.ts';
import { stateOfView } from './view-state.ts';

type Node = (FileNode | FunctionNode | MutantNode) & { readonly project: Project };

export interface SurvivorsView {
  dispose(): void;
  chooseFilter(): Promise<void>;
  refresh(): void;
}

const VIEW = 'tinybug.survivors';

export function createSurvivorsView(
  projects: Projects,
  hasPythonTests: () => boolean,
  serviceState: () => ServiceState,
): SurvivorsView {
  const emitter = new vscode.EventEmitter<undefined>();
  let filter: SurvivorFilter = 'all';
  const rootNodes = (): Node[] =>
    projects.all.flatMap((project) => {
      const uncaught = uncaughtOf(project);
      return buildSurvivorTree(uncaught, filter, currentPathIn(project, projects)).map((node) => ({
        ...node,
        project,
      }));
    });
  const provider = createProvider(emitter.event, rootNodes, projects);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const refresh = (): void => {
    const count = projects.all.reduce((sum, project) => sum + uncaughtOf(project).length, 0);
    view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('{0} uncaught mutants', count) };
    view.description = filter === 'all' ? '' : describeFilter(filter);
    const state = stateOfView({
      runs: projects.all.map(({ results }) => results.latestRun?.status),
      uncaught: count,
      shown: rootNodes().length,
      hasPythonTests: hasPythonTests(),
      service: serviceState(),
    });
    void vscode.commands.executeCommand('setContext', 'tinybug.state', state);
    emitter.fire(undefined);
  };
  const batcher = createBatcher<undefined>(refresh);
  const subscriptions = vscode.Disposable.from(
    view,
    emitter,
    batcher,
    projects.onDidChange(() => batcher.add(undefined)),
    vscode.window.onDidChangeActiveTextEditor(() => {
      if (filter === 'currentFile') refresh();
    }),
  );
  return {
    refresh,
    async chooseFilter() {
      const chosen = await vscode.window.showQuickPick(
        SURVIVOR_FILTERS.map((each) => ({ label: describeFilter(each), picked: each === filter, filter: each })),
        { title: vscode.l10n.t('Which survivors are shown') },
      );
      if (!chosen) return;
      filter = chosen.filter;
      refresh();
    },
    dispose() {
      subscriptions.dispose();
    },
  };
}

const createProvider = (
  onDidChangeTreeData: vscode.Event<undefined>,
  rootNodes: () => Node[],
  projects: Projects,
): vscode.TreeDataProvider<Node> => ({
  onDidChangeTreeData,
  getChildren: (node) => (node ? childrenOf(node) : rootNodes()),
  getTreeItem: (node) => createItem(node, projects),
});

const uncaughtOf = ({ results }: Project) =>
  results.paths().flatMap((path) => results.mutantsOf(path).filter(isUncaught));

function currentPathIn(project: Project, projects: Projects): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const located = uri && projects.locate(uri);
  return located?.project === project ? located.path : undefined;
}

function childrenOf(node: Node): Node[] {
  const { project } = node;
  switch (node.kind) {
    case 'file':
      return node.functions.map((child) => ({ ...child, project }));
    case 'function':
      return node.mutants.map((child) => ({ ...child, project }));
    case 'mutant':
      return [];
  }
}

function createItem(node: Node, projects: Projects): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
      return createFileItem(node, projects.uriOf(node.project, node.path));
    case 'function':
      return createFunctionItem(node);
    case 'mutant':
      return createMutantItem(node);
  }
}

function createFileItem({ path, count }: FileNode, uri: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  item.id = uri.toString();
  item.description = vscode.l10n.t('{0} uncaught', count);
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} uncaught mutants', path, count) };
  return item;
}

function createFunctionItem({ path, name, mutants }: FunctionNode): vscode.TreeItem {
  const label = name === '' ? vscode.l10n.t('(module)') : name;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${path} ${name}`;
  item.iconPath = new vscode.ThemeIcon(name === '' ? 'symbol-file' : 'symbol-method');
  item.description = String(mutants.length);
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} uncaught mutants', label, mutants.length) };
  return item;
}

function createMutantItem({ known: { mutant } }: MutantNode): vscode.TreeItem {
  const change = describeChange(mutant, vscode.l10n.t);
  const item = new vscode.TreeItem(change, vscode.TreeItemCollapsibleState.None);
  const isCovered = mutant.status === 'Survived';
  item.id = mutant.id;
  item.contextValue = 'mutant';
  item.description = vscode.l10n.t('line {0}', mutant.location.start.line);
  item.tooltip = `${headline(mutant.status, vscode.l10n.t)} · ${oneLine(mutant.mutatorName, 64)}`;
  item.iconPath = isCovered
    ? new vscode.ThemeIcon('circle-large-outline', new vscode.ThemeColor('tinybug.survivedForeground'))
    : new vscode.ThemeIcon('primitive-square', new vscode.ThemeColor('tinybug.noCoverageForeground'));
  item.command = { command: 'tinybug.openMutant', title: vscode.l10n.t('Open'), arguments: [mutant.id] };
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      '{0}, line {1}, {2}',
      change,
      mutant.location.start.line,
      headline(mutant.status, vscode.l10n.t),
    ),
  };
  return item;
}

function describeFilter(filter: SurvivorFilter): string {
  switch (filter) {
    case 'all':
      return vscode.l10n.t('All');
    case 'currentFile':
      return vscode.l10n.t('Current file');
    case 'survived':
      return vscode.l10n.t('Survived only');
    case 'noCoverage':
      return vscode.l10n.t('Without coverage only');
  }
}
