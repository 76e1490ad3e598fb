import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeActions, hoverText, showFile, untilMarked, writeFile } from './editor.ts';
import { waitUntil } from '../helpers/temporal-wait-until.ts';
import { mutantAt, playNothing, playRun, type ScriptedRun } from './scripted-run.ts';

const PATH = 'triage/prices.py';
const TEXT = 'a = 1 + 1\nb = 2 + 2\nc = 3 + 3\n';

describe('Marking mutants in the editor', () => {
  let run: ScriptedRun;
  let ids: string[];
  before(async () => {
    await writeFile(PATH, TEXT);
    await showFile(PATH);
  });
  beforeEach(async () => {
    await vscode.commands.executeCommand('tinybug.clearResults');
    const mutants = ['1 + 1', '2 + 2', '3 + 3'].map((original) =>
      mutantAt({ path: PATH, text: TEXT, original, replacement: '0' }),
    );
    ids = mutants.map(({ id }) => id);
    run = await playRun({ sources: { [PATH]: TEXT }, mutants });
    await vscode.commands.executeCommand('tinybug.measureFile');
    await untilMarked(PATH, [1, 2, 3]);
  });
  after(playNothing);

  it('offers to mark an uncaught mutant, and on a marked line to take the mark back', async () => {
    const titles = async () => (await codeActions(PATH, 2)).map(({ title }) => title);
    assert.ok((await titles()).some((title) => /^Mark .* as equivalent or not useful…$/.test(title)));
    run.markElsewhere(ids[1] ?? '', { kind: 'not-useful', reason: 'a log text', proposedBy: 'person' });
    await untilMarked(PATH, [1, 3]);
    assert.deepEqual(
      (await titles()).filter((title) => title.startsWith('Remove the mark of')),
      ['Remove the mark of `2 + 2` → `0`'],
    );
  });

  it('a mark that somebody else makes takes the mark in the editor away, and the hover says who made it and why', async () => {
    run.markElsewhere(ids[0] ?? '', { kind: 'equivalent', reason: '[x](command:y) **same**', proposedBy: 'agent' });
    await untilMarked(PATH, [2, 3]);
    // The editor keeps the spaces of plain text by writing them so.
    const hover = (await hoverText(PATH, 1, 5)).replaceAll('&nbsp;', ' ');
    assert.match(hover, /Marked as equivalent by bob on 2026-12-01, proposed by an agent: /);
    assert.doesNotMatch(hover, /\[x\]\(command:y\)|\*\*same\*\*/);
    assert.match(hover, /command:tinybug\.removeMark/);
    run.markElsewhere(ids[0] ?? '');
    await untilMarked(PATH, [1, 2, 3]);
  });

  it('Remove Mark tells the service, and the mark in the editor is back at once', async () => {
    run.markElsewhere(ids[2] ?? '', { kind: 'equivalent', reason: 'same', proposedBy: 'person' });
    await untilMarked(PATH, [1, 2]);
    await vscode.commands.executeCommand('tinybug.removeMark', ids[2]);
    await untilMarked(PATH, [1, 2, 3]);
    assert.deepEqual(
      run.triage().map(({ mutantId, mark }) => [mutantId, mark?.kind]),
      [
        [ids[2], 'equivalent'],
        [ids[2], undefined],
      ],
    );
  });

  it('a mark that is there stays when the same code is measured again', async () => {
    run.markElsewhere(ids[0] ?? '', { kind: 'equivalent', reason: 'same', proposedBy: 'person' });
    await untilMarked(PATH, [2, 3]);
    await vscode.commands.executeCommand('tinybug.measureFile');
    await untilMarked(PATH, [2, 3]);
  });

  it('the tool for language models shows what it would mark, and refuses what cannot be marked', async () => {
    const invoke = (input: object) =>
      vscode.lm.invokeTool('tinybug_listSurvivors', { input, toolInvocationToken: undefined });
    run.markElsewhere(ids[0] ?? '', { kind: 'equivalent', reason: 'same', proposedBy: 'person' });
    await untilMarked(PATH, [2, 3]);
    const [part] = (await invoke({ path: PATH })).content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    assert.match(part.value, /^3 of 3 uncaught mutants\. 1 of all are marked and come last\./);
    await assert.rejects(
      async () =>
        vscode.lm.invokeTool('tinybug_markEquivalent', {
          input: { mutantId: ids[0], reason: 'again' },
          toolInvocationToken: undefined,
        }),
      /Only an uncaught mutant without a mark can be marked/,
    );
    await waitUntil(() => run.triage().length === 1);
  });
});
