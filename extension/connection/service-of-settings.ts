import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import { Slug } from '../../shared/run.ts';
import type { ServiceAddress } from '../../shared/service-address.ts';
import { readOrganisation, readServiceUrl } from '../configuration.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../signing-in/sessions.ts';
import { createServiceLink, type LocalService, type ServiceLink } from './service-link.ts';

/** Each service has its own token. */
const secretNameOf = (url: string): string => `tinybug.token ${new URL(url).origin}`;

interface StartOptions {
  readonly log: Log;
  /** Gets what the service says while it starts. */
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** @throws TinybugError `service-unreachable` */
export type StartLocal = (options: StartOptions) => Promise<LocalService>;

/** The service that the settings name, else the one on this machine. */
export function createLinkOfSettings(
  context: vscode.ExtensionContext,
  log: Log,
  onStartProgress: (line: string) => void,
  { sessions, startLocal }: { readonly sessions: Sessions; readonly startLocal: StartLocal },
): ServiceLink {
  const onProgress = (line: string): void => {
    log.info(line);
    onStartProgress(line);
  };
  return createServiceLink({
    // A browser's own is not to be called as a method of anything else.
    fetch: (input, init) => fetch(input, init),
    readConfigured: () => readConfigured(context.secrets, sessions),
    startLocal: (signal) => startLocal({ log, onProgress, signal }),
  });
}

async function readConfigured(secrets: vscode.SecretStorage, sessions: Sessions): Promise<ServiceAddress | undefined> {
  const url = readServiceUrl();
  if (url === '') return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TinybugError(
      'invalid-option',
      vscode.l10n.t('The setting tinybug.service.url is not an address: {0}', url),
    );
  }
  const organisation = Slug.safeParse(readOrganisation());
  if (!organisation.success) {
    throw new TinybugError(
      'invalid-option',
      vscode.l10n.t('The setting tinybug.service.organisation is not the name of an organisation.'),
    );
  }
  const token = await findToken(url, secrets, sessions);
  if (token === undefined) {
    throw new TinybugError(
      'unauthorized',
      vscode.l10n.t('You are not signed in to {0}. Sign in with the command Tinybug: Sign In, or set a token.', url),
    );
  }
  return { url, token, organisation: organisation.data };
}

/** One that a person has set, else that of who is signed in. */
export const findToken = async (
  url: string,
  secrets: vscode.SecretStorage,
  sessions: Sessions,
): Promise<string | undefined> => (await secrets.get(secretNameOf(url))) ?? (await sessions.accessToken(url));

/** Who signs in no longer wants the token that was set before. */
export async function forgetToken(secrets: vscode.SecretStorage): Promise<void> {
  const url = readServiceUrl();
  if (URL.canParse(url)) await secrets.delete(secretNameOf(url));
}

/** Asks for the token of the service that the settings name, and keeps it where the editor keeps secrets. */
export async function askForToken(secrets: vscode.SecretStorage): Promise<void> {
  const url = readServiceUrl();
  if (url === '') {
    await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The service on this machine needs no token. Another one is named by the setting tinybug.service.url.',
      ),
    );
    return;
  }
  const token = await vscode.window.showInputBox({
    title: vscode.l10n.t('Token of {0}', url),
    prompt: vscode.l10n.t('Leave it empty to forget the token.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (token === undefined) return;
  if (token.trim() === '') await secrets.delete(secretNameOf(url));
  else await secrets.store(secretNameOf(url), token.trim());
}
