import * as vscode from 'vscode';
import { readSeverity } from '../configuration.ts';
import type { MutantDetails } from '../mutants/mutant-details.ts';
import type { Projects } from '../projects/project.ts';
import type { MarkedLine } from '../results/group-by-line.ts';
import { describeLine } from './describe-marks.ts';
import type { PlacedMarks } from './placed-marks.ts';
import { rangeOfLine } from './editor-range.ts';

const RELATED_TESTS = 5;

/** One diagnostic for each line with uncaught mutants. */
export function createDiagnostics(marks: PlacedMarks, details: MutantDetails, projects: Projects): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('tinybug');
  const update = (uris: readonly vscode.Uri[]): void => {
    for (const uri of uris) {
      const severity = readSeverity(uri);
      const lines = severity === undefined ? [] : marks.linesOf(uri);
      collection.set(
        uri,
        lines.map((line) => createDiagnostic(line, severity ?? vscode.DiagnosticSeverity.Information)),
      );
    }
  };
  const createDiagnostic = (line: MarkedLine, severity: vscode.DiagnosticSeverity): vscode.Diagnostic => {
    const [first] = line.uncaught;
    const detail = first && details.get(first.known);
    const diagnostic = new vscode.Diagnostic(rangeOfLine(line), describeLine(line, detail, vscode.l10n.t), severity);
    diagnostic.source = 'tinybug';
    if (first) {
      diagnostic.code = { value: first.known.mutant.mutatorName, target: openMutantUri(first.known.mutant.id) };
      const project = projects.projectOfMutant(first.known.mutant.id);
      const tests = detail?.coveredBy.slice(0, RELATED_TESTS) ?? [];
      if (project && tests.length > 0) {
        diagnostic.relatedInformation = tests.map((test) => {
          const uri = projects.uriOf(project, test.split('::')[0] ?? '');
          return new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, new vscode.Position(0, 0)), test);
        });
      }
    }
    return diagnostic;
  };
  const all = (): vscode.Uri[] =>
    projects.all.flatMap((project) => project.results.paths().map((path) => projects.uriOf(project, path)));
  return vscode.Disposable.from(
    collection,
    marks.onDidChange(update),
    details.onDidLoad(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tinybug.diagnostics')) update(all());
    }),
  );
}

const openMutantUri = (mutantId: string): vscode.Uri =>
  vscode.Uri.parse(`command:tinybug.showMutantDiff?${encodeURIComponent(JSON.stringify([mutantId]))}`, true);
