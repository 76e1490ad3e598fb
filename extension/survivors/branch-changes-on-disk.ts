import * as vscode from 'vscode';
import type { ReadBranchChanges } from './branch-watch.ts';
import { readBranchChanges } from './read-branch-changes.ts';
import { createRunGit } from './run-git.ts';

/** As the git of this machine tells it. */
export const readBranchChangesOnDisk: ReadBranchChanges = ({ root }) =>
  root.scheme === 'file'
    ? readBranchChanges(createRunGit(root.fsPath))
    : Promise.reject(new Error(vscode.l10n.t('The project is not on disk, so git cannot be asked.')));
