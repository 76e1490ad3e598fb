import * as vscode from 'vscode';
import { z } from 'zod';
import type { Log } from '../log.ts';
import { ResultsSnapshot } from '../results/results-snapshot.ts';
import type { Project } from './project.ts';

const StoredResults = z.strictObject({
  results: ResultsSnapshot,
  texts: z.array(z.strictObject({ runId: z.string(), path: z.string(), text: z.string() })),
});

/** Where the results of a project are kept between two openings of the workspace; nowhere without a workspace. */
export interface ResultStorage {
  read(project: Project): Promise<void>;
  write(project: Project): Promise<void>;
}

export function createResultStorage(folder: vscode.Uri | undefined, log: Log): ResultStorage {
  const fileOf = (project: Project): vscode.Uri | undefined =>
    folder &&
    vscode.Uri.joinPath(folder, `results-${encodeURIComponent(project.folder.name)}-${project.folder.index}.json`);
  // One after the other: a later state is never overwritten by an earlier one.
  let writing: Promise<void> = Promise.resolve();
  return {
    async read(project) {
      const file = fileOf(project);
      if (!file) return;
      const content = await vscode.workspace.fs.readFile(file).then(
        (bytes) => new TextDecoder().decode(bytes),
        () => undefined,
      );
      if (content === undefined) return;
      const stored = StoredResults.safeParse(parseJson(content));
      if (!stored.success) {
        log.info('Results of an earlier version are passed over.');
        return;
      }
      project.results.restore(stored.data.results);
      project.texts.restore(stored.data.texts);
    },
    write(project) {
      const file = fileOf(project);
      if (!file || !folder) return Promise.resolve();
      writing = writing.then(async () => {
        const results = project.results.snapshot();
        const needed = new Set(results.mutants.map(({ mutant, runId }) => `${runId} ${mutant.path}`));
        const texts = project.texts.entries((runId, path) => needed.has(`${runId} ${path}`));
        const content = JSON.stringify(StoredResults.parse({ results, texts }));
        await vscode.workspace.fs.createDirectory(folder);
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
      });
      writing = writing.catch((error: unknown) => log.error('The results could not be kept', error));
      return writing;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
