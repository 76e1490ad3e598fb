import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import { Slug } from '../../shared/run.ts';
import type { ServiceAddress } from '../../shared/service-address.ts';
import { readOrganisation, readServiceUrl } from '../configuration.ts';
import type { Log } from '../log.ts';
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
  startLocal: StartLocal,
): ServiceLink {
  const onProgress = (line: string): void => {
    log.info(line);
    onStartProgress(line);
  };
  return createServiceLink({
    // A browser's own is not to be called as a method of anything else.
    fetch: (input, init) => fetch(input, init),
    readConfigured: () => readConfigured(context.secrets),
    startLocal: (signal) => startLocal({ log, onProgress, signal }),
  });
}

async function readConfigured(secrets: vscode.SecretStorage): Promise<ServiceAddress | undefined> {
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
  const token = await secrets.get(secretNameOf(url));
  if (token === undefined) {
    throw new TinybugError(
      'unauthorized',
      vscode.l10n.t('There is no token for {0}. Set one with the command Tinybug: Set Token of the Service.', url),
    );
  }
  return { url, token, organisation: organisation.data };
}

/** Asks for the token of the service that the settings name, and keeps it where the editor keeps secrets. */
export async function askForToken(secrets: vscode.SecretStorage, link: ServiceLink): Promise<void> {
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
  link.reset();
}
