import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { StoredResults } from '../results/results-snapshot.ts';
import type { Project } from './project.ts';

/** Where the results of a project are kept between two openings of the workspace; nowhere without a workspace. */
export interface ResultStorage {
  read(project: Project): Promise<void>;
  write(project: Project): Promise<void>;
}

/** @param findShipped results that come with the extension, for a project that has none of its own yet */
export function createResultStorage(
  folder: vscode.Uri | undefined,
  findShipped: (project: Project) => vscode.Uri | undefined,
  log: Log,
): ResultStorage {
  const fileOf = (project: Project): vscode.Uri | undefined =>
    folder &&
    vscode.Uri.joinPath(folder, `results-${encodeURIComponent(project.folder.name)}-${project.folder.index}.json`);
  // One after the other: a later state is never overwritten by an earlier one.
  let writing: Promise<void> = Promise.resolve();
  return {
    async read(project) {
      const content = (await readText(fileOf(project))) ?? (await readText(findShipped(project)));
      if (content === undefined) return;
      const stored = StoredResults.safeParse(parseJson(content));
      if (!stored.success) {
        log.info('Results of an earlier version are passed over.');
        return;
      }
      project.results.restore(stored.data.results);
      project.texts.restore(stored.data.texts);
      if (stored.data.triage) project.triage.restore(stored.data.triage);
    },
    write(project) {
      const file = fileOf(project);
      if (!file || !folder) return Promise.resolve();
      writing = writing.then(async () => {
        const results = project.results.snapshot();
        const needed = new Set(results.mutants.map(({ mutant, runId }) => `${runId} ${mutant.path}`));
        const texts = project.texts.entries((runId, path) => needed.has(`${runId} ${path}`));
        const triage = project.triage.snapshot();
        const content = JSON.stringify({ results, texts, ...(triage && { triage }) } satisfies StoredResults);
        await vscode.workspace.fs.createDirectory(folder);
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
      });
      writing = writing.catch((error: unknown) => log.error('The results could not be kept', error));
      return writing;
    },
  };
}

async function readText(file: vscode.Uri | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
