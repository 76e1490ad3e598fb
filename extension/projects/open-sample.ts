import * as vscode from 'vscode';
import type { Project } from './project.ts';

const folderOf = (context: vscode.ExtensionContext): vscode.Uri =>
  vscode.Uri.joinPath(context.globalStorageUri, 'sample');

/** Opens a copy of the sample project, with results that were found before: to see what there is to see, nothing need be installed. */
export async function openSample(context: vscode.ExtensionContext): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, 'media', 'sample');
  await vscode.workspace.fs.createDirectory(context.globalStorageUri);
  // What comes with the extension is not for writing.
  await vscode.workspace.fs.copy(source, folderOf(context), { overwrite: true });
  await vscode.commands.executeCommand('vscode.openFolder', folderOf(context), { forceNewWindow: true });
}

/** The results that come with the sample. */
export function findSampleResults(context: vscode.ExtensionContext, project: Project): vscode.Uri | undefined {
  const isSample = project.root.path === folderOf(context).path;
  return isSample ? vscode.Uri.joinPath(context.extensionUri, 'media', 'extension', 'sample-results.json') : undefined;
}
