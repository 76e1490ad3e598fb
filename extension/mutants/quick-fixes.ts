import * as vscode from 'vscode';
import { describeChange } from '../marks/describe-marks.ts';
import { rangeOfLine, rangeOfMutant } from '../marks/editor-range.ts';
import type { PlacedMarks } from '../marks/placed-marks.ts';
import type { PlacedMutant } from '../results/place-mutants.ts';

/** On a crowded line the menu offers the first few; the hover and the view show all. */
const MUTANTS_OFFERED = 3;

export function registerQuickFixes(marks: PlacedMarks): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, range, context) {
      const own = context.diagnostics.filter(({ source }) => source === 'tinybug');
      const marked = marks
        .mutantsOf(document.uri)
        .filter((placed) => placed.triage && rangeOfMutant(placed).intersection(range) !== undefined);
      const open = marks
        .linesOf(document.uri)
        .filter((line) => rangeOfLine(line).intersection(range) !== undefined)
        .flatMap(({ uncaught }) => uncaught.slice(0, MUTANTS_OFFERED))
        .flatMap((placed) => actionsFor(placed, own));
      return [...open, ...marked.slice(0, MUTANTS_OFFERED).map(removeMark)];
    },
  };
  return vscode.languages.registerCodeActionsProvider({ language: 'python' }, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

function removeMark({ known: { mutant } }: PlacedMutant): vscode.CodeAction {
  const title = vscode.l10n.t('Remove the mark of {0}', describeChange(mutant, vscode.l10n.t));
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command: 'tinybug.removeMark', title, arguments: [mutant.id] };
  return action;
}

function actionsFor({ known, isStale }: PlacedMutant, diagnostics: vscode.Diagnostic[]): vscode.CodeAction[] {
  const change = describeChange(known.mutant, vscode.l10n.t);
  const create = (title: string, command: string): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { command, title, arguments: [known.mutant.id] };
    action.diagnostics = diagnostics;
    return action;
  };
  return [
    create(vscode.l10n.t('Write a test that kills {0}', change), 'tinybug.writeTest'),
    create(vscode.l10n.t('Show the diff of {0}', change), 'tinybug.showMutantDiff'),
    create(vscode.l10n.t('Show the tests that ran for {0}', change), 'tinybug.showMutantTests'),
    create(vscode.l10n.t('Measure the mutants of this line again'), 'tinybug.measureMutant'),
    create(vscode.l10n.t('Mark {0} as equivalent or not useful…', change), 'tinybug.markMutant'),
    ...(isStale ? [] : [create(vscode.l10n.t('Ignore {0} with a comment', change), 'tinybug.ignoreMutant')]),
  ];
}
