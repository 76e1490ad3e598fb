import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { noteFigure } from './figures.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('The extension in VS Code', () => {
  it('says how long its activation took', async () => {
    const extension = vscode.extensions.getExtension<{ activationMs: number }>('tinybug.tinybug');
    assert.ok(extension);
    const { activationMs } = await extension.activate();
    noteFigure(`Activation took ${activationMs.toFixed(1)} ms`);
    assert.ok(Number.isFinite(activationMs));
  });

  it('has its tools for language models registered, and they answer', async () => {
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('tinybug_'));
    assert.deepEqual(names.toSorted(), [
      'tinybug_getMutant',
      'tinybug_listSurvivors',
      'tinybug_markEquivalent',
      'tinybug_measure',
    ]);
    const options = { input: {}, toolInvocationToken: undefined };
    const { content } = await vscode.lm.invokeTool('tinybug_listSurvivors', options);
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    assert.match(part.value, /uncaught mutant/);
    await assert.rejects(
      async () => vscode.lm.invokeTool('tinybug_getMutant', { ...options, input: { mutantId: '0123456789abcdef' } }),
      /No such mutant is known/,
    );
  });

  it('registers exactly the commands that its manifest names', async () => {
    const extension = vscode.extensions.getExtension('tinybug.tinybug');
    const { contributes } = extension?.packageJSON as Manifest;
    const registered = (await vscode.commands.getCommands(true)).filter((name) =>
      /^tinybug\.(?!survivors\b)/.test(name),
    );
    assert.deepEqual(registered.toSorted(), contributes.commands.map(({ command }) => command).toSorted());
  });
});
