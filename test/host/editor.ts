import * as vscode from 'vscode';

/** The one workspace folder of these tests. */
export function workspaceFolder(): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests need a workspace folder.');
  return folder;
}

export const fileUri = (path: string): vscode.Uri => vscode.Uri.joinPath(workspaceFolder().uri, path);

export async function showFile(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(path)));
}

export async function writeFile(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(fileUri(path), new TextEncoder().encode(text));
}

export const tinybugDiagnostics = (path: string): vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(fileUri(path))
    .filter(({ source }) => source === 'tinybug')
    .toSorted((a, b) => a.range.start.line - b.range.start.line);

/** Lines, from 1, that have a diagnostic. */
export const markedLines = (path: string): number[] =>
  tinybugDiagnostics(path).map(({ range }) => range.start.line + 1);

/** Resolves as soon as a file's diagnostics are as wanted. */
export function untilDiagnostics(
  path: string,
  areWanted: (found: vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const subscriptions: vscode.Disposable[] = [];
    const look = (): void => {
      const found = tinybugDiagnostics(path);
      if (!areWanted(found)) return;
      clearTimeout(overdue);
      vscode.Disposable.from(...subscriptions).dispose();
      resolve(found);
    };
    const overdue = setTimeout(() => {
      vscode.Disposable.from(...subscriptions).dispose();
      const found = tinybugDiagnostics(path).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
      reject(new Error(`Waited in vain; the diagnostics of ${path} are:\n${found.join('\n')}`));
    }, 60_000);
    subscriptions.push(vscode.languages.onDidChangeDiagnostics(look));
    look();
  });
}

export const untilMarked = (path: string, lines: readonly number[]): Promise<vscode.Diagnostic[]> =>
  untilDiagnostics(path, () => String(markedLines(path)) === String(lines));

export async function hoverText(path: string, line: number, column: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    fileUri(path),
    new vscode.Position(line - 1, column - 1),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

export async function codeActions(path: string, line: number): Promise<vscode.CodeAction[]> {
  const range = new vscode.Range(line - 1, 0, line - 1, 200);
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', fileUri(path), range);
}
