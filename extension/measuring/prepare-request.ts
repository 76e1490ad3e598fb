import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import type { RunRequest } from '../../shared/run.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import type { Log } from '../log.ts';
import type { RepositoryQuestions } from '../repositories/find-registered.ts';
import { openGitOf } from '../repositories/open-git.ts';
import { findRepositoryOnDisk, questionsToNobody } from '../repositories/repositories-on-disk.ts';
import { describeHostedRun } from './describe-hosted-run.ts';
import { prepareHostedRequest, type HostedRequest } from './hosted-request.ts';
import { requestOfScope } from './measure-scope.ts';
import type { PrepareRequest, RequestWish } from './measure.ts';
import { findPythonInterpreter } from './python-interpreter.ts';

/** Requests for what is on this machine: the folder itself, or, for a service elsewhere, its remote, commit and patch. */
export const createPrepareRequest =
  (log: Log): PrepareRequest =>
  async (wish) => {
    if (wish.project.root.scheme !== 'file')
      throw new TinybugError(
        'no-git-repository',
        vscode.l10n.t('Measuring needs the project on the disk of this machine.'),
      );
    return wish.connection.measures === 'folder' ? prepareFolder(wish, log) : prepareRepository(wish);
  };

async function prepareFolder(wish: RequestWish, log: Log): Promise<RunRequest> {
  const { connection, project, scope, afresh, signal } = wish;
  const repository = await findRepositoryOnDisk(connection, project, signal);
  const python = await findPythonInterpreter(project.root).catch((error: unknown) => {
    log.error('The Python extension did not name an interpreter', error);
    return undefined;
  });
  return requestOfScope(scope, { repositoryId: repository.id, python, afresh });
}

async function prepareRepository(wish: RequestWish): Promise<RunRequest | undefined> {
  const { connection, project, signal, mayAsk, onProgress } = wish;
  onProgress(vscode.l10n.t('reading your changes'));
  const git = await openGitOf(project, signal);
  const questions = mayAsk ? QUESTIONS_TO_A_PERSON : questionsToNobody(connection);
  const prepared = await prepareHostedRequest({ ...wish, git, questions });
  if (prepared === undefined) return undefined;
  if (!mayAsk) return prepared.body;
  onProgress(vscode.l10n.t('estimating'));
  return (await isCostAccepted(connection, prepared, signal)) ? prepared.body : undefined;
}

const QUESTIONS_TO_A_PERSON: RepositoryQuestions = {
  async chooseRemote(remotes) {
    const items = remotes.map((remote) => ({ label: remote.fullName, description: remote.name, remote }));
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which remote is measured?') });
    return chosen?.remote;
  },
  async mayRegister(fullName) {
    const register = vscode.l10n.t('Register');
    const question = vscode.l10n.t('The service does not know {0} yet. Register it?', fullName);
    const detail = vscode.l10n.t('Everybody in your organisation at the service will see it and its results.');
    return (await vscode.window.showInformationMessage(question, { modal: true, detail }, register)) === register;
  },
};

async function isCostAccepted(
  { client, organisation }: ServiceConnection,
  { body, changes }: HostedRequest,
  signal: AbortSignal,
): Promise<boolean> {
  const estimate = await client.call('estimateRun', { params: { org: organisation }, body, signal });
  const measure = vscode.l10n.t('Measure');
  const question = vscode.l10n.t('Measure the tests of {0} at the service?', changes.fullName);
  const detail = describeHostedRun(changes, estimate, vscode.l10n.t);
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, measure)) === measure;
}
