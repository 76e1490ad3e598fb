import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import { readServiceUrl } from '../configuration.ts';
import { describeError, type Log } from '../log.ts';
import { findAuthorizationServer, isSafe } from './authorization-server.ts';
import { sessionKeyOf, type Sessions } from './sessions.ts';
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

export function createAuthentication({ context, sessions, log, onChange }: AuthenticationOptions): Authentication {
  const { secrets } = context;
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  let waiting: WaitingSignIn | undefined;
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
  const create = async (): Promise<vscode.AuthenticationSession> => {
    const url = requireServiceUrl();
    const session = await letPersonSignIn(url, async (signal) => {
      const finding = AbortSignal.any([signal, AbortSignal.timeout(DISCOVERY_TIMEOUT_MS)]);
      const server = await findAuthorizationServer(url, fetch, finding);
      waiting = await startSignIn({
        server,
        redirectUri: await redirectUriOf(context),
        fallbackAccount: new URL(url).host,
        send: fetch,
        now: Date.now,
        signal,
      });
      return waiting;
    }).finally(() => (waiting = undefined));
    await sessions.keep(url, session);
    log.info('Signed in.');
    return toEditorSession(session);
  };
  const remove = async (): Promise<void> => {
    await sessions.end(requireServiceUrl());
    log.info('Signed out.');
  };
  const provider = { onDidChangeSessions: changed.event, getSessions: list, createSession: create, removeSession: remove };
  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.authentication.registerAuthenticationProvider(PROVIDER, 'Tinybug', provider),
    vscode.window.registerUriHandler({
      handleUri: async ({ path, query }) => {
        if (path !== SIGNED_IN || waiting?.takeRedirect(new URLSearchParams(query)) === true) return;
        await secrets.store(REDIRECT_KEY, query);
      },
    }),
    secrets.onDidChange(async ({ key }) => {
      const url = readServiceUrl();
      if (URL.canParse(url) && key === sessionKeyOf(url)) await refresh();
      if (key !== REDIRECT_KEY || waiting === undefined) return;
      const query = await secrets.get(REDIRECT_KEY);
      if (query !== undefined && waiting.takeRedirect(new URLSearchParams(query))) await secrets.delete(REDIRECT_KEY);
    }),
  );
  void refresh().catch((error: unknown) => log.error('The session could not be read', error));
  return {
    signIn: () => tellFailure(create, log),
    signOut: async () => void (await tellFailure(remove, log)),
    dispose: () => subscriptions.dispose(),
  };
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
    throw new TinybugError('invalid-option', vscode.l10n.t('Name the service by the setting tinybug.service.url first.'));
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
  const has = (sessions: readonly vscode.AuthenticationSession[], id: string) => sessions.some((each) => each.id === id);
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
