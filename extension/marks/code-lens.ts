import * as vscode from 'vscode';
import { readCodeLens } from '../configuration.ts';
import { findEnclosingFunction } from '../measuring/enclosing-function.ts';
import type { PlacedMarks } from './placed-marks.ts';
import { scoreByFunction } from './score-by-function.ts';

/** Above each function how many of its mutants were caught; off unless the setting asks for it. */
export function registerCodeLens(marks: PlacedMarks): vscode.Disposable {
  const emitter = new vscode.EventEmitter<void>();
  const refresh = (): void => emitter.fire();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: emitter.event,
    provideCodeLenses(document) {
      if (!readCodeLens()) return [];
      const lines = document.getText().split(/\r?\n/);
      return scoreByFunction(marks.mutantsOf(document.uri)).map(({ line, caught, uncaught, marked }) => {
        const first = findEnclosingFunction(lines, line)?.first ?? line;
        return new vscode.CodeLens(new vscode.Range(first - 1, 0, first - 1, 0), {
          title:
            marked === 0
              ? vscode.l10n.t('{0} of {1} mutants caught', caught, caught + uncaught)
              : vscode.l10n.t('{0} of {1} mutants caught, {2} marked', caught, caught + uncaught, marked),
          command: 'tinybug.showFileMutants',
        });
      });
    },
  };
  return vscode.Disposable.from(
    emitter,
    marks.onDidChange(refresh),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tinybug.codeLens')) refresh();
    }),
    vscode.languages.registerCodeLensProvider({ language: 'python' }, provider),
  );
}
