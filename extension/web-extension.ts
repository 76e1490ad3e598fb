/** The extension in a browser without a machine behind it: results are shown, nothing is measured. It needs no Node. */
import './load-started-at.ts';
import * as vscode from 'vscode';
import { TinybugError } from '../shared/error-code.ts';
import { createChosenRepository } from './repositories/chosen-repository.ts';
import { startExtension, type ExtensionExports } from './start-extension.ts';

export const activate = (context: vscode.ExtensionContext): ExtensionExports =>
  startExtension(context, {
    startLocal: () => Promise.reject(noServiceHere()),
    isOnDisk: () => false,
    repositoryOf: createChosenRepository(context.workspaceState),
    createPrepare: () => () => Promise.reject(noServiceHere()),
    countRemotes: () => Promise.resolve(1),
    readBranchChanges: () => Promise.reject(new Error(vscode.l10n.t('There is no git in the browser.'))),
  });

const noServiceHere = (): TinybugError =>
  new TinybugError(
    'service-unreachable',
    vscode.l10n.t(
      'No service can be started in the browser. Name one with the setting tinybug.service.url, or open the project in VS Code on your machine.',
    ),
  );
