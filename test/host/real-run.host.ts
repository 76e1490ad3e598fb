import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeActions, hoverText, markedLines, showFile, tinybugDiagnostics, untilDiagnostics } from './editor.ts';
import { playNothing } from './scripted-run.ts';

describe('Measure Tests on the real service', function () {
  this.timeout(240_000);
  before(async () => {
    await playNothing();
    await showFile('shop/shipping.py');
    await vscode.commands.executeCommand('tinybug.measureFile');
  });

  it('marks the lines whose mutants no test caught, and no other file', () => {
    assert.deepEqual(markedLines('shop/shipping.py').includes(21), true);
    assert.deepEqual(markedLines('shop/cart.py'), []);
  });

  it('has one diagnostic a line, on one line, at most 100 characters long, with severity Information', () => {
    const found = tinybugDiagnostics('shop/shipping.py');
    const lines = found.map(({ range }) => range.start.line);
    assert.equal(new Set(lines).size, lines.length);
    for (const { range, message, severity } of found) {
      assert.equal(range.isSingleLine, true);
      assert.ok(message.length <= 100 && !message.includes('\n'), message);
      assert.equal(severity, vscode.DiagnosticSeverity.Information);
    }
  });

  it('words a line without coverage apart from one that survived', () => {
    const [uncovered] = tinybugDiagnostics('shop/shipping.py').filter(({ range }) => range.start.line === 20);
    assert.match(uncovered?.message ?? '', /^No test covers this line/);
    assert.ok(tinybugDiagnostics('shop/shipping.py').some(({ message }) => /survived/i.test(message)));
  });

  it('names the covering tests as related information', async () => {
    const found = await untilDiagnostics('shop/shipping.py', (all) =>
      all.some(({ relatedInformation }) => (relatedInformation?.length ?? 0) > 0),
    );
    const tests = found.flatMap(({ relatedInformation }) => relatedInformation ?? []).map(({ message }) => message);
    assert.ok(
      tests.every((test) => test.startsWith('tests/test_shipping.py::')),
      tests.join('\n'),
    );
  });

  it('shows the diff, the tests and the actions in the hover', async () => {
    const [first] = tinybugDiagnostics('shop/shipping.py').filter(({ message }) => /survived/i.test(message));
    assert.ok(first);
    const text = await hoverText('shop/shipping.py', first.range.start.line + 1, first.range.start.character + 1);
    assert.match(text, /```diff\n- .+\n\+ .+\n```/);
    assert.match(text, /tests\/test_shipping\.py::/);
    assert.match(text, /command:tinybug\.showMutantDiff/);
  });

  it('offers quick fixes, and the diff holds the mutant in the measured file', async () => {
    const [line = 0] = markedLines('shop/shipping.py');
    const actions = await codeActions('shop/shipping.py', line);
    assert.deepEqual(
      ['Write a test', 'Show the diff', 'Show the tests', 'Measure the mutants', 'Ignore'].filter(
        (wanted) => !actions.some(({ title }) => title.startsWith(wanted)),
      ),
      [],
    );
    const diff = actions.find(({ title }) => title.startsWith('Show the diff'))?.command;
    await vscode.commands.executeCommand('tinybug.showMutantDiff', ...((diff?.arguments ?? []) as unknown[]));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(tab instanceof vscode.TabInputTextDiff);
    const [measured, mutated] = await Promise.all(
      [tab.original, tab.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()),
    );
    const source = (
      await vscode.workspace.openTextDocument(
        vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'shop/shipping.py'),
      )
    ).getText();
    assert.equal(measured, source);
    assert.notEqual(mutated, source);
  });

  it('measures only the function at the cursor and keeps what is known of the others', async () => {
    const before = markedLines('shop/shipping.py');
    const editor = await showFile('shop/shipping.py');
    editor.selection = new vscode.Selection(20, 4, 20, 4);
    await vscode.commands.executeCommand('tinybug.measureFunction');
    assert.deepEqual(markedLines('shop/shipping.py'), before);
  });
});
