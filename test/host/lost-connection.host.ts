import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { markedLines, showFile, untilMarked, writeFile } from './editor.ts';
import { noteFigure } from './figures.ts';
import { mutantAt, playRun } from './scripted-run.ts';

const PATH = 'lost/calm.py';
const TEXT = 'a = 1 + 1\nb = 2 + 2\nc = 3 + 3\n';
const mutants = () =>
  ['1 + 1', '2 + 2', '3 + 3'].map((original) => mutantAt({ path: PATH, text: TEXT, original, replacement: '0' }));

describe('A run whose connection is lost', () => {
  before(async () => {
    await writeFile(PATH, TEXT);
    await showFile(PATH);
  });

  it('goes on behind the last event, without one twice', async () => {
    const run = await playRun({
      sources: { [PATH]: TEXT },
      mutants: mutants(),
      disturbance: { kind: 'connection-lost', afterSequence: 4 },
    });
    await vscode.commands.executeCommand('tinybug.measureFile');
    await untilMarked(PATH, [1, 2, 3]);
    assert.deepEqual(run.requests(), [0, 4]);
  });

  it('goes on at a service that had to be started again and has another address', async () => {
    const run = await playRun({
      sources: { [PATH]: TEXT },
      mutants: mutants(),
      disturbance: { kind: 'service-killed', afterSequence: 5 },
    });
    await vscode.commands.executeCommand('tinybug.measureFile');
    await untilMarked(PATH, [1, 2, 3]);
    assert.deepEqual(run.requests(), [0, 5]);
  });

  it('shows the mark of a verdict while the run goes on, and can be cancelled', async () => {
    const run = await playRun({ sources: { [PATH]: TEXT }, mutants: mutants().slice(1, 2), isOpen: true });
    await vscode.commands.executeCommand('tinybug.clearResults');
    await untilMarked(PATH, []);
    const measuring = vscode.commands.executeCommand('tinybug.measureFile');
    await untilMarked(PATH, [2]);
    noteFigure(`Mark of a single verdict ${Date.now() - run.sentAt()} ms after it was sent`);
    await vscode.commands.executeCommand('tinybug.cancelRun');
    await measuring;
    assert.deepEqual(markedLines(PATH), [2]);
  });
});
