import * as vscode from 'vscode';
import type { Projects } from '../projects/project.ts';
import { groupByLine, type MarkedLine } from '../results/group-by-line.ts';
import { placeMutants, type PlacedMutant } from '../results/place-mutants.ts';

/** Where the mutants are in the files as they are now. */
export interface PlacedMarks {
  dispose(): void;
  linesOf(uri: vscode.Uri): readonly MarkedLine[];
  mutantsOf(uri: vscode.Uri): readonly PlacedMutant[];
  readonly onDidChange: vscode.Event<readonly vscode.Uri[]>;
}

interface Placed {
  readonly mutants: readonly PlacedMutant[];
  readonly lines: readonly MarkedLine[];
}

/** While somebody types, the editor moves what it shows by itself; the places are worked out when there is a pause. */
const TYPING_PAUSE_MS = 200;

export function createPlacedMarks(projects: Projects): PlacedMarks {
  const emitter = new vscode.EventEmitter<readonly vscode.Uri[]>();
  const placed = new Map<string, Placed>();
  const placeAll = async (uris: readonly vscode.Uri[]): Promise<void> => {
    await Promise.all(
      uris.map(async (uri) => {
        const found = await place(uri, projects);
        if (found) placed.set(uri.toString(), found);
        else placed.delete(uri.toString());
      }),
    );
    emitter.fire(uris);
  };
  const changes = watchTexts(projects, (uri) => void placeAll([uri]));
  const results = projects.onDidChange(({ project, paths }) => {
    void placeAll([...paths].map((path) => projects.uriOf(project, path)));
  });
  return {
    linesOf: (uri) => placed.get(uri.toString())?.lines ?? [],
    mutantsOf: (uri) => placed.get(uri.toString())?.mutants ?? [],
    onDidChange: emitter.event,
    dispose() {
      vscode.Disposable.from(emitter, changes, results).dispose();
    },
  };
}

/** Undefined where there is nothing to mark. */
async function place(uri: vscode.Uri, projects: Projects): Promise<Placed | undefined> {
  const located = projects.locate(uri);
  const mutants = located?.project.results.mutantsOf(located.path) ?? [];
  if (!located || mutants.length === 0) return undefined;
  const { project, path } = located;
  const runIds = [...new Set(mutants.map(({ runId }) => runId))];
  await Promise.all(runIds.map((runId) => project.texts.load(runId, path)));
  const text = await readPresentText(uri);
  if (text === undefined) return undefined;
  // Newer results may have come while the texts were read: they are taken, whoever asked first.
  const found = placeMutants(project.results.mutantsOf(path), (runId) => project.texts.get(runId, path), text);
  const triaged = found.map((each) => ({ ...each, triage: project.triage.of(each.known.mutant.id) }));
  return { mutants: triaged, lines: groupByLine(triaged) };
}

/** Tells of each file with results whose text changed, in an editor or on disk, once there is a pause. */
function watchTexts(projects: Projects, onChange: (uri: vscode.Uri) => void): vscode.Disposable {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const changed = (uri: vscode.Uri): void => {
    const located = projects.locate(uri);
    if (!located || located.project.results.mutantsOf(located.path).length === 0) return;
    const key = uri.toString();
    clearTimeout(waiting.get(key));
    const timer = setTimeout(() => {
      waiting.delete(key);
      onChange(uri);
    }, TYPING_PAUSE_MS);
    waiting.set(key, timer);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.py');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(changed)),
    vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => changed(oldUri))),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && document.languageId === 'python') changed(document.uri);
    }),
    new vscode.Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
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
