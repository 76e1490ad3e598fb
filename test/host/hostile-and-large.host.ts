import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hoverText, showFile, untilDiagnostics, untilMarked, writeFile } from './editor.ts';
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
});
