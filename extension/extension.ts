/** The extension on a machine: beside the editor, or where its server is. */
import './load-started-at.ts';
import type * as vscode from 'vscode';
import { createStartTinybug } from './connection/start-tinybug.ts';
import { createPrepareRequest } from './measuring/prepare-request.ts';
import { createChosenRepository } from './repositories/chosen-repository.ts';
import { countRemotesOnDisk, findRepositoryOnDisk } from './repositories/repositories-on-disk.ts';
import type { Project } from './projects/project.ts';
import { startExtension, type ExtensionExports } from './start-extension.ts';
import { readBranchChangesOnDisk } from './survivors/branch-changes-on-disk.ts';

const isOnDisk = ({ root }: Project): boolean => root.scheme === 'file';

export function activate(context: vscode.ExtensionContext): ExtensionExports {
  const chooseRepository = createChosenRepository(context.workspaceState);
  return startExtension(context, {
    startLocal: createStartTinybug(context.extensionPath),
    isOnDisk,
    repositoryOf: (connection, project, signal) =>
      (isOnDisk(project) ? findRepositoryOnDisk : chooseRepository)(connection, project, signal),
    readBranchChanges: readBranchChangesOnDisk,
    createPrepare: createPrepareRequest,
    countRemotes: countRemotesOnDisk,
  });
}
