import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { playNothing, playRun } from './scripted-run.ts';
import { waitUntil } from '../helpers/temporal-wait-until.ts';

const historyTabs = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('tinybugHistory'));

describe('Show Run History', function () {
  this.timeout(120_000);
  after(async () => {
    await vscode.window.tabGroups.close(historyTabs());
    await playNothing();
  });

  it('opens one panel, whose script asks for the runs of this repository under its own policy', async () => {
    const played = await playRun({ sources: {}, mutants: [] });
    await vscode.commands.executeCommand('tinybug.showHistory');
    await waitUntil(() => historyTabs().length === 1);
    await waitUntil(() => played.lists().length > 0);
    const [query] = played.lists().map((search) => new URLSearchParams(search));
    assert.equal(query?.get('repositoryId'), played.repositoryId);
    await vscode.commands.executeCommand('tinybug.showHistory');
    assert.equal(historyTabs().length, 1);
  });
});
