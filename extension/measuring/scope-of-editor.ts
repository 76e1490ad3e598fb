import * as vscode from 'vscode';
import { readChangesSince } from '../configuration.ts';
import type { Project, Projects } from '../projects/project.ts';
import { findEnclosingFunction } from './enclosing-function.ts';
import type { MeasureScope } from './measure-scope.ts';

export interface Target {
  readonly project: Project;
  readonly scope: MeasureScope;
}

/** The project of the file at hand, else the only one, else the one that is chosen. */
export async function chooseProject(projects: Projects): Promise<Project | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const located = uri && projects.locate(uri);
  if (located) return located.project;
  const [first, ...others] = projects.all;
  if (first === undefined || others.length === 0) return first;
  const folder = await vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Which project is measured?'),
  });
  return projects.all.find((project) => project.folder.uri.toString() === folder?.uri.toString());
}

export async function targetChanges(projects: Projects): Promise<Target | undefined> {
  const project = await chooseProject(projects);
  return project && { project, scope: { kind: 'changes', since: readChangesSince(project.folder) } };
}

/** @param resource the file chosen in the explorer; without it the one in the editor */
export function targetFile(projects: Projects, resource: vscode.Uri | undefined): Target | undefined {
  const uri = resource ?? vscode.window.activeTextEditor?.document.uri;
  const located = uri && projects.locate(uri);
  return located && { project: located.project, scope: { kind: 'file', path: located.path } };
}

export function targetFunction(projects: Projects): Target | undefined {
  const editor = vscode.window.activeTextEditor;
  const located = editor && projects.locate(editor.document.uri);
  if (!located) return undefined;
  const lines = editor.document.getText().split(/\r?\n/);
  const found = findEnclosingFunction(lines, editor.selection.active.line + 1);
  if (!found) return undefined;
  const { first, last } = found;
  return { project: located.project, scope: { kind: 'lines', path: located.path, first, last } };
}

/** The lines of a mutant as they are now. */
export function targetMutant(projects: Projects, mutantId: string, line: number | undefined): Target | undefined {
  const project = projects.projectOfMutant(mutantId);
  const mutant = project?.results.findMutant(mutantId)?.mutant;
  if (!project || !mutant) return undefined;
  const first = line ?? mutant.location.start.line;
  const last = first + mutant.location.end.line - mutant.location.start.line;
  return { project, scope: { kind: 'lines', path: mutant.path, first, last } };
}
