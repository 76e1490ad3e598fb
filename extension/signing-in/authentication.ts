import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import { readServiceUrl } from '../configuration.ts';
import { describeError, type Log } from '../log.ts';
import { findAuthorizationServer, isSafe } from './authorization-server.ts';
import { isKeyOfSession, type Sessions } from './sessions.ts';
import { startSignIn, type WaitingSignIn } from './sign-in.ts';
import { letPersonSignIn } from './sign-in-dialog.ts';
import type { Session } from './tokens.ts';

/** Signing in as the editor's Accounts menu and the commands have it. */
export interface Authentication {
  /** Whether somebody is signed in now who was not before. */
  signIn(): Promise<boolean>;
  signOut(): Promise<void>;
  dispose(): void;
}

interface AuthenticationOptions {
  readonly context: vscode.ExtensionContext;
  readonly sessions: Sessions;
  readonly log: Log;
  /** Somebody has signed in or out, in this window or another. */
  readonly onChange: () => void;
}

const PROVIDER = 'tinybug';
/** An answer of the browser for a sign-in of another window: the editor hands it to the one that was used last. */
const REDIRECT_KEY = 'tinybug-redirect';
const DISCOVERY_TIMEOUT_MS = 15_000;

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { context, sessions, log, onChange } = options;
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  const slot: { waiting: WaitingSignIn | undefined } = { waiting: undefined };
  let shown: vscode.AuthenticationSession[] = [];
  const list = async (): Promise<vscode.AuthenticationSession[]> => {
    const url = readServiceUrl();
    const session = URL.canParse(url) ? await sessions.find(url) : undefined;
    return session ? [toEditorSession(session)] : [];
  };
  const refresh = async (): Promise<void> => {
    const before = shown;
    shown = await list();
    changed.fire(differenceOf(before, shown));
    onChange();
  };
  const createSession = async (): Promise<vscode.AuthenticationSession> => {
    const url = requireServiceUrl();
    const begin = async (signal: AbortSignal) => (slot.waiting = await beginSignIn(url, context, signal));
    const onNotOpened = (error: unknown): void => log.error('The browser could not be opened', error);
    const session = await letPersonSignIn(url, begin, onNotOpened).finally(() => (slot.waiting = undefined));
    await sessions.keep(url, session);
    log.info('Signed in.');
    return toEditorSession(session);
  };
  const removeSession = async (): Promise<void> => {
    await sessions.end(requireServiceUrl());
    log.info('Signed out.');
  };
  const provider = { onDidChangeSessions: changed.event, getSessions: list, createSession, removeSession };
  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.authentication.registerAuthenticationProvider(PROVIDER, 'Tinybug', provider),
    receiveRedirects(context.secrets, slot),
    context.secrets.onDidChange(({ key }) => {
      const url = readServiceUrl();
      if (URL.canParse(url) && isKeyOfSession(key, url)) void refresh();
    }),
  );
  void refresh().catch((error: unknown) => log.error('The session could not be read', error));
  return {
    signIn: () => tellFailure(createSession, log),
    async signOut() {
      await tellFailure(removeSession, log);
    },
    dispose() {
      subscriptions.dispose();
    },
  };
}

async function beginSignIn(url: string, context: vscode.ExtensionContext, signal: AbortSignal): Promise<WaitingSignIn> {
  const finding = AbortSignal.any([signal, AbortSignal.timeout(DISCOVERY_TIMEOUT_MS)]);
  const server = await findAuthorizationServer(url, fetch, finding);
  const redirectUri = await unlessAborted(redirectUriOf(context), finding);
  const fallbackAccount = new URL(url).host;
  return startSignIn({ server, redirectUri, fallbackAccount, send: fetch, now: Date.now, signal });
}

/** The editor's answer may never come; who cancels does not wait for it. */
function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What another window waits for is left where all windows look; without the proof key, which it alone has, nobody can use it. */
function receiveRedirects(
  secrets: vscode.SecretStorage,
  slot: { readonly waiting: WaitingSignIn | undefined },
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.registerUriHandler({
      async handleUri({ path, query }) {
        if (path !== SIGNED_IN || slot.waiting?.takeRedirect(new URLSearchParams(query)) === true) return;
        await secrets.store(REDIRECT_KEY, query);
      },
    }),
    secrets.onDidChange(async ({ key }) => {
      if (key !== REDIRECT_KEY || slot.waiting === undefined) return;
      const query = await secrets.get(REDIRECT_KEY);
      if (query === undefined || !slot.waiting.takeRedirect(new URLSearchParams(query))) return;
      await secrets.delete(REDIRECT_KEY);
    }),
  );
}

const SIGNED_IN = '/signed-in';

/** Through what stands between the browser and this editor, be it remote or in a browser itself. */
async function redirectUriOf({ extension }: vscode.ExtensionContext): Promise<string> {
  const own = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extension.id, path: SIGNED_IN });
  return (await vscode.env.asExternalUri(own)).toString(true);
}

/** @throws TinybugError `invalid-option` */
function requireServiceUrl(): string {
  const url = readServiceUrl();
  if (!URL.canParse(url))
    throw new TinybugError(
      'invalid-option',
      vscode.l10n.t('Name the service by the setting tinybug.service.url first.'),
    );
  if (!isSafe(url))
    throw new TinybugError('invalid-option', vscode.l10n.t('One signs in by https only, and this is not: {0}', url));
  return url;
}

const toEditorSession = ({ id, account, accessToken }: Session): vscode.AuthenticationSession => ({
  id,
  accessToken,
  account: { id: account, label: account },
  scopes: [],
});

function differenceOf(before: readonly vscode.AuthenticationSession[], after: readonly vscode.AuthenticationSession[]) {
  const has = (sessions: readonly vscode.AuthenticationSession[], id: string) =>
    sessions.some((each) => each.id === id);
  return {
    added: after.filter(({ id }) => !has(before, id)),
    removed: before.filter(({ id }) => !has(after, id)),
    changed: after.filter(({ id }) => has(before, id)),
  };
}

async function tellFailure(action: () => Promise<unknown>, log: Log): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (error instanceof vscode.CancellationError) return false;
    log.error('Signing in or out did not succeed', error);
    void vscode.window.showErrorMessage(`Tinybug: ${describeError(error)}`);
    return false;
  }
}
