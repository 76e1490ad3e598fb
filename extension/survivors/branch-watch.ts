import * as vscode from 'vscode';
import { describeError } from '../log.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { BranchChanges } from './read-branch-changes.ts';

export type KnownChanges = { readonly changes: BranchChanges } | { readonly problem: string };

/** What changed on the branch of each project, asked of git while somebody wants to know. */
export interface BranchWatch {
  dispose(): void;
  /** Undefined until git has answered. */
  of(project: Project): KnownChanges | undefined;
  /** Whether anybody wants to know; from then on it is kept up to date. */
  setWanted(isWanted: boolean): void;
}

/** Rejects with a sentence where it cannot be known. */
export type ReadBranchChanges = (project: Project) => Promise<BranchChanges>;

/** @param onChange is called when another answer is there */
export function createBranchWatch(projects: Projects, read: ReadBranchChanges, onChange: () => void): BranchWatch {
  const known = new Map<Project, KnownChanges>();
  let isWanted = false;
  let reading: Promise<void> | undefined;
  let asked = 0;
  const readAll = async (): Promise<void> => {
    for (let answered = 0; answered !== asked;) {
      answered = asked;
      for (const project of projects.all) known.set(project, await readChanges(project, read));
      onChange();
    }
  };
  // One at a time: whoever asks meanwhile gets an answer that begins later.
  const refresh = (): void => {
    if (!isWanted) return;
    asked += 1;
    reading ??= readAll().finally(() => {
      reading = undefined;
    });
  };
  const head = vscode.workspace.createFileSystemWatcher('**/.git/{HEAD,logs/HEAD}');
  const subscriptions = vscode.Disposable.from(
    head,
    head.onDidChange(refresh),
    head.onDidCreate(refresh),
    vscode.workspace.onDidSaveTextDocument(({ languageId }) => {
      if (languageId === 'python') refresh();
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
  );
  return {
    of: (project) => known.get(project),
    setWanted(wanted) {
      isWanted = wanted;
      refresh();
    },
    dispose() {
      subscriptions.dispose();
    },
  };
}

async function readChanges(project: Project, read: ReadBranchChanges): Promise<KnownChanges> {
  // A repository's own settings can name programs that git starts.
  if (!vscode.workspace.isTrusted)
    return { problem: vscode.l10n.t('The workspace is not trusted, so git is not asked.') };
  try {
    return { changes: await read(project) };
  } catch (error) {
    return { problem: describeError(error) };
  }
}
