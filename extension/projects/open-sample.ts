import * as vscode from 'vscode';

/** Opens a copy of the sample project: what comes with the extension is not for writing. */
export async function openSample(context: vscode.ExtensionContext): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, 'media', 'sample');
  const target = vscode.Uri.joinPath(context.globalStorageUri, 'sample');
  await vscode.workspace.fs.createDirectory(context.globalStorageUri);
  const isThere = await vscode.workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere) await vscode.workspace.fs.copy(source, target);
  await vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow: true });
}
