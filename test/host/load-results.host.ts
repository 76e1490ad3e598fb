import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitUntil } from '../helpers/temporal-wait-until.ts';
import { mutantAt, playNothing, playRun } from './scripted-run.ts';

const PATH = 'shop/shipping.py';

describe('Load Results from the Service', function () {
  this.timeout(120_000);
  after(playNothing);

  it('shows what the newest complete run of the repository found, though it was not started here', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, PATH);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const mutant = mutantAt({ path: PATH, text, original: '5_000', replacement: '5_001_000' });
    const played = await playRun({ sources: { [PATH]: text }, mutants: [mutant], isEndedBefore: true });
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('tinybug.loadResults');
    const [query] = played.lists().map((search) => new URLSearchParams(search));
    assert.equal(query?.get('repositoryId'), played.repositoryId);
    const shown = (): vscode.Diagnostic[] =>
      vscode.languages
        .getDiagnostics(uri)
        .filter(({ source, message }) => source === 'tinybug' && message.includes('5_001_000'));
    await waitUntil(() => shown().length === 1);
    assert.equal(shown()[0]?.range.start.line, mutant.location.start.line - 1);
  });

  it('shows nothing of a run that goes on or has failed', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.commands.executeCommand('tinybug.clearResults');
    const played = await playRun({ sources: {}, mutants: [], isOpen: true });
    void vscode.commands.executeCommand('tinybug.loadResults');
    await waitUntil(() => played.lists().length > 0);
    assert.deepEqual(played.requests(), []);
  });
});
