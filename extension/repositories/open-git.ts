import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import { findGit } from '../git/find-git.ts';
import { openGitFolder, type GitFolder } from '../git/git-folder.ts';
import type { Project } from '../projects/project.ts';

/** @throws TinybugError `git-missing`, `no-git-repository` */
export function openGitOf({ root }: Project, signal: AbortSignal): Promise<GitFolder> {
  const { platform, env: environment } = process;
  const program = findGit({ searchPath: environment['PATH'] ?? '', platform, exists: existsSync });
  if (program === undefined)
    throw new TinybugError(
      'git-missing',
      vscode.l10n.t('The service measures what git knows of this project, and git is not on the PATH.'),
    );
  return openGitFolder(root.fsPath, { program, environment, signal });
}
