import * as vscode from 'vscode';
import type { Project } from './project.ts';
import { SAMPLE_FILES } from './sample-files.ts';

const folderOf = (context: vscode.ExtensionContext): vscode.Uri =>
  vscode.Uri.joinPath(context.globalStorageUri, 'sample');

/** Opens a copy of the sample project, with results that were found before: to see what there is to see, nothing need be installed. */
export async function openSample(context: vscode.ExtensionContext): Promise<void> {
  const { fs } = vscode.workspace;
  const source = vscode.Uri.joinPath(context.extensionUri, 'media', 'sample');
  // What comes with the extension is not for writing.
  const copy = async (name: string): Promise<void> => {
    const target = vscode.Uri.joinPath(folderOf(context), name);
    await fs.createDirectory(vscode.Uri.joinPath(target, '..'));
    await fs.writeFile(target, await fs.readFile(vscode.Uri.joinPath(source, name)));
  };
  // One after the other: a browser's storage makes a folder twice if asked twice at once.
  for (const name of SAMPLE_FILES) await copy(name);
  await vscode.commands.executeCommand('vscode.openFolder', folderOf(context), { forceNewWindow: true });
}

/** The results that come with the sample. */
export function findSampleResults(context: vscode.ExtensionContext, project: Project): vscode.Uri | undefined {
  const isSample = project.root.path === folderOf(context).path;
  return isSample ? vscode.Uri.joinPath(context.extensionUri, 'media', 'extension', 'sample-results.json') : undefined;
}
