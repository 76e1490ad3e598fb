import * as vscode from 'vscode';
import { createBatcher } from '../measuring/batch-items.ts';
import type { PlacedMarks } from '../marks/placed-marks.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { PlacedMutant } from '../results/place-mutants.ts';
import { type Standing, standingOf } from '../triage/project-triage.ts';
import { createBranchWatch, type BranchWatch, type ReadBranchChanges } from './branch-watch.ts';
import { chooseFilter, describeScope } from './choose-filter.ts';
import { keepFilter, readFilter } from './kept-filter.ts';
import { childrenOf, createItem, type Node } from './survivor-items.ts';
import { buildSurvivorTree, type ListedMutant, type SurvivorFilter } from './survivor-tree.ts';
import type { ServiceState } from './service-state.ts';
import { stateOfView } from './view-state.ts';

export interface SurvivorsView {
  dispose(): void;
  chooseFilter(): Promise<void>;
  refresh(): void;
}

interface ViewOptions {
  readonly projects: Projects;
  readonly marks: PlacedMarks;
  /** Where the filter of the workspace is kept. */
  readonly memento: vscode.Memento;
  readonly hasPythonTests: () => boolean;
  readonly serviceState: () => ServiceState;
  readonly readBranchChanges: ReadBranchChanges;
}

const VIEW = 'tinybug.survivors';

/** The badge counts uncaught mutants that nobody has marked, whatever the filter lists. */
export function createSurvivorsView({ projects, marks, memento, ...known }: ViewOptions): SurvivorsView {
  const emitter = new vscode.EventEmitter<undefined>();
  let filter = readFilter(memento);
  const branch = createBranchWatch(projects, known.readBranchChanges, () => batcher.add(undefined));
  let files: Node[] | undefined;
  const readFiles = (): Node[] =>
    projects.all.flatMap((project) => filesOf(project, filter, { projects, marks, branch }));
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: emitter.event,
    getChildren: (node) => (node ? childrenOf(node) : (files ??= readFiles())),
    getTreeItem: (node) => createItem(node, projects),
  };
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const refresh = (): void => {
    files = readFiles();
    const standings = projects.all.flatMap(standingsOf);
    const count = standings.filter((standing) => standing === 'open').length;
    view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('{0} uncaught mutants', count) };
    view.description = filter.scope === 'all' ? '' : describeScope(filter.scope);
    view.message = describeList(filter, standings, projects, branch);
    const state = stateOfView({
      runs: projects.all.map(({ results }) => results.latestRun?.status),
      uncaught: standings.filter((standing) => standing !== 'caught').length,
      shown: files.length,
      hasPythonTests: known.hasPythonTests(),
      service: known.serviceState(),
    });
    void vscode.commands.executeCommand('setContext', 'tinybug.state', state);
    emitter.fire(undefined);
  };
  const batcher = createBatcher<undefined>(refresh);
  const subscriptions = vscode.Disposable.from(
    view,
    emitter,
    batcher,
    branch,
    projects.onDidChange(() => batcher.add(undefined)),
    marks.onDidChange(() => {
      if (filter.scope === 'changedOnBranch') batcher.add(undefined);
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      if (filter.scope === 'currentFile') refresh();
    }),
  );
  branch.setWanted(filter.scope === 'changedOnBranch');
  return {
    refresh,
    async chooseFilter() {
      const chosen = await chooseFilter(filter);
      if (!chosen) return;
      filter = chosen;
      branch.setWanted(filter.scope === 'changedOnBranch');
      refresh();
      await keepFilter(memento, filter);
    },
    dispose: () => void subscriptions.dispose(),
  };
}

type ViewParts = Pick<ViewOptions, 'projects' | 'marks'> & { readonly branch: BranchWatch };

function filesOf(project: Project, filter: SurvivorFilter, { projects, marks, branch }: ViewParts): Node[] {
  const known = branch.of(project);
  const surroundings = {
    currentPath: currentPathIn(project, projects),
    isChanged: known && 'changes' in known ? known.changes.isChanged.bind(known.changes) : undefined,
  };
  const listed = project.results.paths().flatMap((path) => {
    // Where the lines are now matters only to what asks whether they have changed.
    const placed = filter.scope === 'changedOnBranch' ? marks.mutantsOf(projects.uriOf(project, path)) : [];
    return listedIn(path, project, placed);
  });
  return buildSurvivorTree(listed, filter, surroundings).map((node) => ({ ...node, project }));
}

function listedIn(path: string, project: Project, placed: readonly PlacedMutant[]): ListedMutant[] {
  const places = new Map(placed.map(({ known, location }) => [known.mutant.id, location]));
  return project.results.mutantsOf(path).flatMap((known) => {
    const triage = project.triage.of(known.mutant.id);
    if (standingOf(known.mutant.status, triage) === 'caught') return [];
    const { start, end } = places.get(known.mutant.id) ?? known.mutant.location;
    return [{ known, triage, firstLine: start.line, lastLine: end.line }];
  });
}

const standingsOf = ({ results, triage }: Project): Standing[] =>
  results
    .paths()
    .flatMap((path) => results.mutantsOf(path))
    .map(({ mutant }) => standingOf(mutant.status, triage.of(mutant.id)));

function describeList(
  filter: SurvivorFilter,
  standings: readonly Standing[],
  projects: Projects,
  branch: BranchWatch,
): string {
  const problems = filter.scope === 'changedOnBranch' ? describeProblems(projects, branch) : '';
  return [problems, describeHidden(filter, standings)].filter((text) => text !== '').join(' ');
}

/** How many the filter hides because they are marked: what is not listed must not be taken for caught. */
function describeHidden({ hidesMarked }: SurvivorFilter, standings: readonly Standing[]): string {
  const marked = standings.filter((standing) => standing === 'settled').length;
  if (!hidesMarked || marked === 0) return '';
  return marked === 1
    ? vscode.l10n.t('1 marked mutant is hidden.')
    : vscode.l10n.t('{0} marked mutants are hidden.', marked);
}

/** Why everything is listed although only what has changed is asked for. */
function describeProblems(projects: Projects, branch: BranchWatch): string {
  const problems = projects.all.flatMap((project) => {
    const known = branch.of(project);
    return known && 'problem' in known ? [known.problem] : [];
  });
  return problems.length === 0
    ? ''
    : vscode.l10n.t(
        'What has changed on this branch is not known, so all is listed: {0}',
        [...new Set(problems)].join(' '),
      );
}

function currentPathIn(project: Project, projects: Projects): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const located = uri && projects.locate(uri);
  return located?.project === project ? located.path : undefined;
}
