import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import { readCommand } from '../configuration.ts';
import { findTinybugCommand } from './find-tinybug-command.ts';
import { startLocalService } from './local-service.ts';
import type { StartLocal } from './service-of-settings.ts';

/** Starts the Tinybug that is installed on this machine. */
export const createStartTinybug =
  (extensionFolder: string): StartLocal =>
  ({ log, onProgress, signal }) => {
    const { platform, env: environment } = process;
    const searchPath = environment['PATH'] ?? '';
    const command = findTinybugCommand({
      configured: readCommand(),
      searchPath,
      extensionFolder,
      platform,
      exists: existsSync,
    });
    if (command === undefined) return Promise.reject(notInstalled());
    log.info(`Starting ${command.join(' ')} connect`);
    return startLocalService({ command, environment, onProgress, signal });
  };

const notInstalled = (): TinybugError =>
  new TinybugError(
    'service-unreachable',
    vscode.l10n.t(
      'Tinybug is not installed on this machine: it is neither on the PATH nor named by the setting tinybug.embedded.command.',
    ),
  );
