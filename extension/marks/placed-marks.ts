import * as vscode from 'vscode';
import type { Projects } from '../projects/project.ts';
import { groupByLine, type MarkedLine } from '../results/group-by-line.ts';
import { isUncaught } from '../results/project-results.ts';
import { placeMutants, type PlacedMutant } from '../results/place-mutants.ts';

/** Where the mutants are in the files as they are now. */
export interface PlacedMarks extends vscode.Disposable {
  linesOf(uri: vscode.Uri): readonly MarkedLine[];
  mutantsOf(uri: vscode.Uri): readonly PlacedMutant[];
  readonly onDidChange: vscode.Event<readonly vscode.Uri[]>;
}

interface Placed {
  readonly uri: vscode.Uri;
  readonly mutants: readonly PlacedMutant[];
  readonly lines: readonly MarkedLine[];
}

/** While somebody types, the editor moves what it shows by itself; the places are worked out when there is a pause. */
const TYPING_PAUSE_MS = 200;

export function createPlacedMarks(projects: Projects): PlacedMarks {
  const emitter = new vscode.EventEmitter<readonly vscode.Uri[]>();
  const placed = new Map<string, Placed>();
  const typing = new Map<string, ReturnType<typeof setTimeout>>();

  const place = async (uri: vscode.Uri): Promise<void> => {
    const key = uri.toString();
    const located = projects.locate(uri);
    const mutants = located?.project.results.mutantsOf(located.path) ?? [];
    if (!located || !mutants.some(isUncaught)) {
      placed.delete(key);
      return;
    }
    const { project, path } = located;
    const runIds = [...new Set(mutants.map(({ runId }) => runId))];
    await Promise.all(runIds.map((runId) => project.texts.load(runId, path)));
    const text = await readPresentText(uri);
    // Newer results may have come while the texts were read: they are taken, whoever asked first.
    const current = project.results.mutantsOf(path);
    if (text === undefined) placed.delete(key);
    else {
      const found = placeMutants(current, (runId) => project.texts.get(runId, path), text);
      placed.set(key, { uri, mutants: found, lines: groupByLine(found) });
    }
  };
  const placeAll = async (uris: readonly vscode.Uri[]): Promise<void> => {
    await Promise.all(uris.map(place));
    emitter.fire(uris);
  };
  const placeLater = (uri: vscode.Uri): void => {
    const key = uri.toString();
    clearTimeout(typing.get(key));
    typing.set(
      key,
      setTimeout(() => {
        typing.delete(key);
        void placeAll([uri]);
      }, TYPING_PAUSE_MS),
    );
  };
  const hasResults = (uri: vscode.Uri): boolean => {
    const located = projects.locate(uri);
    return located !== undefined && located.project.results.mutantsOf(located.path).length > 0;
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.py');
  const placeIfKnown = (uri: vscode.Uri): void => {
    if (hasResults(uri)) placeLater(uri);
  };
  const subscriptions = [
    emitter,
    watcher,
    watcher.onDidChange(placeIfKnown),
    watcher.onDidCreate(placeIfKnown),
    watcher.onDidDelete(placeIfKnown),
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(placeIfKnown)),
    vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => placeIfKnown(oldUri))),
    projects.onDidChange(({ project, paths }) => {
      void placeAll([...paths].map((path) => projects.uriOf(project, path)));
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && document.languageId === 'python') placeIfKnown(document.uri);
    }),
  ];
  return {
    linesOf: (uri) => placed.get(uri.toString())?.lines ?? [],
    mutantsOf: (uri) => placed.get(uri.toString())?.mutants ?? [],
    onDidChange: emitter.event,
    dispose() {
      for (const timer of typing.values()) clearTimeout(timer);
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

/** The text in the editor, else on disk; undefined where the file is gone. */
async function readPresentText(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
