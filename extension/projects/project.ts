import * as vscode from 'vscode';
import type { ServiceLink } from '../connection/service-link.ts';
import { readProjectFolder } from '../configuration.ts';
import type { Log } from '../log.ts';
import { createProjectResults, type ProjectResults } from '../results/project-results.ts';
import { createProjectTriage, type ProjectTriage } from '../triage/project-triage.ts';
import { createMeasuredTexts, type MeasuredTexts } from './measured-texts.ts';

/** The Python project of a workspace folder, with what is known of it. */
export interface Project {
  readonly folder: vscode.WorkspaceFolder;
  readonly root: vscode.Uri;
  readonly results: ProjectResults;
  readonly texts: MeasuredTexts;
  readonly triage: ProjectTriage;
  /** Set while a run is followed. */
  following: AbortController | undefined;
}

export interface ProjectChange {
  readonly project: Project;
  /** Paths whose mutants changed. */
  readonly paths: ReadonlySet<string>;
}

export interface Projects {
  dispose(): void;
  readonly all: readonly Project[];
  readonly onDidChange: vscode.Event<ProjectChange>;
  changed(project: Project, paths: ReadonlySet<string>): void;
  /** The project that a file belongs to, with the file's path in it. */
  locate(uri: vscode.Uri): { project: Project; path: string } | undefined;
  uriOf(project: Project, path: string): vscode.Uri;
  /** The project whose results hold a mutant. */
  projectOfMutant(mutantId: string): Project | undefined;
}

export function createProjects(link: ServiceLink, log: Log): Projects {
  const emitter = new vscode.EventEmitter<ProjectChange>();
  const projects = new Map<string, Project>();
  const open = (folder: vscode.WorkspaceFolder): void => {
    const relative = readProjectFolder(folder);
    projects.set(folder.uri.toString(), {
      folder,
      root: relative === '' ? folder.uri : vscode.Uri.joinPath(folder.uri, relative),
      results: createProjectResults(),
      texts: createMeasuredTexts(
        () => link.present,
        (error) => log.error('A measured text could not be read', error),
      ),
      triage: createProjectTriage(),
      following: undefined,
    });
  };
  for (const folder of vscode.workspace.workspaceFolders ?? []) open(folder);
  const watching = vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    for (const folder of removed) {
      const project = projects.get(folder.uri.toString());
      projects.delete(folder.uri.toString());
      if (project) emitter.fire({ project, paths: new Set(project.results.paths()) });
      project?.following?.abort();
    }
    for (const folder of added) open(folder);
  });
  return {
    get all() {
      return [...projects.values()];
    },
    onDidChange: emitter.event,
    changed: (project, paths) => emitter.fire({ project, paths }),
    locate(uri) {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      const project = folder && projects.get(folder.uri.toString());
      if (!project) return undefined;
      const root = project.root.path.endsWith('/') ? project.root.path : `${project.root.path}/`;
      return uri.path.startsWith(root) ? { project, path: uri.path.slice(root.length) } : undefined;
    },
    uriOf: (project, path) => vscode.Uri.joinPath(project.root, path),
    projectOfMutant: (mutantId) =>
      [...projects.values()].find(({ results }) => results.findMutant(mutantId) !== undefined),
    dispose() {
      for (const { following } of projects.values()) following?.abort();
      watching.dispose();
      emitter.dispose();
    },
  };
}
