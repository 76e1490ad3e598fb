/** The extension on a machine: beside the editor, or where its server is. */
import './load-started-at.ts';
import type * as vscode from 'vscode';
import { createStartTinybug } from './connection/start-tinybug.ts';
import { createChosenRepository } from './repositories/chosen-repository.ts';
import { createFolderRepository } from './repositories/folder-repository.ts';
import { startExtension, type ExtensionExports } from './start-extension.ts';
import { readBranchChangesOnDisk } from './survivors/branch-changes-on-disk.ts';

export const activate = (context: vscode.ExtensionContext): ExtensionExports =>
  startExtension(context, {
    startLocal: createStartTinybug(context.extensionPath),
    isOnDisk: ({ root }) => root.scheme === 'file',
    repositoryOf: createFolderRepository(createChosenRepository(context.workspaceState)),
    readBranchChanges: readBranchChangesOnDisk,
  });
