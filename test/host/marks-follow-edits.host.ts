import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  fileUri,
  markedLines,
  showFile,
  tinybugDiagnostics,
  untilDiagnostics,
  untilMarked,
  writeFile,
} from './editor.ts';
import { mutantAt, playRun } from './scripted-run.ts';

const PATH = 'moving/prices.py';
const TEXT = [
  'def price(a, b):',
  "    name = 'Übergröße 🐍'; total = a + b",
  '    if total > 10:',
  '        return total',
  '    return 0',
  '',
].join('\n');

async function edit(change: (builder: vscode.TextEditorEdit) => void): Promise<void> {
  const editor = await showFile(PATH);
  assert.equal(await editor.edit(change), true);
}

describe('Marks after an edit', () => {
  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await writeFile(PATH, TEXT);
    await showFile(PATH);
    const mutants = [
      mutantAt({ path: PATH, text: TEXT, original: 'a + b', replacement: 'a - b' }),
      mutantAt({ path: PATH, text: TEXT, original: 'total > 10', replacement: 'total >= 10' }),
    ];
    await playRun({ sources: { [PATH]: TEXT }, mutants });
    await vscode.commands.executeCommand('tinybug.measureFile');
    await untilMarked(PATH, [2, 3]);
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.files.revert'));

  it('a mark behind characters outside the BMP is at its columns as the editor counts them', async () => {
    const [first] = tinybugDiagnostics(PATH);
    const document = await vscode.workspace.openTextDocument(fileUri(PATH));
    assert.equal(document.getText(first?.range), 'a + b');
  });

  it('marks move with their lines', async () => {
    await edit((builder) => builder.insert(new vscode.Position(0, 0), '# one\n# two\n'));
    await untilMarked(PATH, [4, 5]);
  });

  it('a mark whose text changed fades and says so, and is whole again when the change is undone', async () => {
    await edit((builder) => builder.insert(new vscode.Position(2, 16), '0'));
    await untilDiagnostics(PATH, (found) => found[1]?.message.startsWith('(changed since)') === true);
    await vscode.commands.executeCommand('undo');
    await untilDiagnostics(
      PATH,
      (found) => found.length === 2 && !found.some(({ message }) => message.startsWith('(changed')),
    );
  });

  it('a change of line ends moves no mark', async () => {
    await edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF));
    await edit((builder) => builder.insert(new vscode.Position(0, 0), '# one\n'));
    const found = await untilMarked(PATH, [3, 4]);
    assert.ok(found.every(({ message }) => !message.startsWith('(changed')));
  });

  it('the marks of a deleted file are gone', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const deletion = new vscode.WorkspaceEdit();
    deletion.deleteFile(fileUri(PATH));
    await vscode.workspace.applyEdit(deletion);
    await untilMarked(PATH, []);
  });

  it('the marks of a renamed file are gone until it is measured', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const renaming = new vscode.WorkspaceEdit();
    renaming.renameFile(fileUri(PATH), fileUri('moving/renamed.py'), { overwrite: true });
    await vscode.workspace.applyEdit(renaming);
    await untilMarked(PATH, []);
  });

  it('a new run replaces what it has measured', async () => {
    await edit((builder) => builder.insert(new vscode.Position(0, 0), '# one\n'));
    await (await vscode.workspace.openTextDocument(fileUri(PATH))).save();
    const text = `# one\n${TEXT}`;
    await playRun({
      sources: { [PATH]: text },
      mutants: [mutantAt({ path: PATH, text, original: 'return 0', replacement: 'return 1' })],
    });
    await vscode.commands.executeCommand('tinybug.measureFile');
    await untilMarked(PATH, [6]);
    assert.deepEqual(markedLines(PATH), [6]);
  });
});
