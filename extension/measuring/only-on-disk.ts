import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import type { Project } from '../projects/project.ts';
import type { Measuring } from './measure.ts';

/** Runs need files on a disk; where there are none, whoever asks for one is told where it can be had. */
export const onlyOnDisk = (measuring: Measuring, isOnDisk: (project: Project) => boolean): Measuring => ({
  ...measuring,
  estimate: (project, ...rest) =>
    isOnDisk(project) ? measuring.estimate(project, ...rest) : Promise.reject(notOnDisk()),
  async measure(project, ...rest) {
    if (isOnDisk(project)) await measuring.measure(project, ...rest);
    else await vscode.window.showInformationMessage(notOnDisk().message);
  },
});

const notOnDisk = (): TinybugError =>
  new TinybugError(
    'invalid-option',
    vscode.l10n.t('Measuring needs the project on disk. Open it in VS Code on your machine.'),
  );
