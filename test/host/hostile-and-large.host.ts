import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { hoverText, showFile, untilDiagnostics, untilMarked, writeFile } from './editor.ts';
import { noteFigure } from './figures.ts';
import { mutantAt, playRun } from './scripted-run.ts';

const PATH = 'hostile/evil.py';
const ESCAPE = '\u001b';

describe('What the editor shows of a hostile or a large project', () => {
  it('a mutant whose texts are markup, links, escapes and a very long line is shown as plain text', async () => {
    const text = `def f(x):\n    return "]( command:workbench.action.quit ) <img src=x> \u001b[31m" + x\n`;
    const replacement = `\`\`\`\n[click](command:workbench.action.quit)\n<script>\u001b]0;title\u0007${'z'.repeat(1_000_000)}`;
    await writeFile(PATH, text);
    await showFile(PATH);
    await playRun({
      sources: { [PATH]: text },
      mutants: [mutantAt({ path: PATH, text, original: '+', replacement })],
      details: () => ({ coveredBy: ['tests/t.py::test[[x](command:workbench.action.quit)]', '**bold** <b>'] }),
    });
    await vscode.commands.executeCommand('tinybug.measureFile');
    const [diagnostic] = await untilMarked(PATH, [2]);
    assert.ok(
      diagnostic &&
        diagnostic.message.length <= 100 &&
        !diagnostic.message.includes('\n') &&
        !diagnostic.message.includes(ESCAPE),
    );
    const { line, character } = diagnostic.range.start;
    const hover = await hoverText(PATH, line + 1, character + 1);
    assert.ok(hover.length < 10_000, `the hover has ${hover.length} characters`);
    assert.ok(!hover.includes(ESCAPE));
    // Within a fence longer than any inside the text, nothing is read as markup; outside there must be none of it.
    const outsideCode = hover.replace(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '');
    assert.doesNotMatch(outsideCode, /quit|<script|<b>/);
  });

  it('two thousand marks in one file are all there', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `value_${index} = a + b`);
    const text = `${lines.join('\n')}\n`;
    const path = 'hostile/large.py';
    await writeFile(path, text);
    await showFile(path);
    const mutants = lines.map((line) => mutantAt({ path, text, original: line.slice(0, -5), replacement: 'None' }));
    await playRun({ sources: { [path]: text }, mutants });
    await vscode.commands.executeCommand('tinybug.measureFile');
    await untilDiagnostics(path, (found) => found.length === 2_000);
  });

  it('a run of ten thousand mutants in a hundred files is taken in', async () => {
    const text = Array.from({ length: 100 }, (_, index) => `value_${index} = a + b\n`).join('');
    const paths = Array.from({ length: 100 }, (_, index) => `hostile/many/file_${index}.py`);
    for (const path of paths) await writeFile(path, text);
    const mutants = paths.flatMap((path) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => mutantAt({ path, text, original: `${line}\n`.slice(0, -6), replacement: 'None' })),
    );
    await showFile(paths[0]!);
    const run = await playRun({ sources: Object.fromEntries(paths.map((path) => [path, text])), mutants });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const measured = vscode.commands.executeCommand('tinybug.measureProject');
    await untilDiagnostics(paths[0]!, (found) => found.length === 100);
    noteFigure(`First marks of a run of 10,000 mutants ${Date.now() - run.sentAt()} ms after the events were sent`);
    await measured;
    await untilDiagnostics(paths[99]!, (found) => found.length === 100);
    delay.disable();
    noteFigure(`Its longest step held the extension host for ${(delay.max / 1e6).toFixed(0)} ms`);
  });
});
