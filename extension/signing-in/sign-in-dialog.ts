import * as vscode from 'vscode';
import type { WaitingSignIn } from './sign-in.ts';
import type { Session } from './tokens.ts';

/**
 * Opens the page in the browser and stays visible, with a way to cancel, until it comes back; beside it are the ways out where the
 * browser does not open, or does not lead back.
 *
 * @throws CancellationError
 */
export async function letPersonSignIn(
  serviceUrl: string,
  start: (signal: AbortSignal) => Promise<WaitingSignIn>,
  onNotOpened: (error: unknown) => void,
): Promise<Session> {
  const { host } = new URL(serviceUrl);
  const ending = new AbortController();
  const title = vscode.l10n.t('Signing in to {0}: go on in the browser', host);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    return await vscode.window.withProgress(options, async (_progress, token) => {
      const cancel = (): void => ending.abort(new vscode.CancellationError());
      token.onCancellationRequested(cancel);
      const waiting = await start(ending.signal);
      void offerWaysOut(waiting, host, cancel, ending.signal);
      void openInBrowser(waiting.link, onNotOpened);
      return waiting.session;
    });
  } finally {
    ending.abort(new vscode.CancellationError());
  }
}

/**
 * Nothing waits for it: the editor may ask first whether to open the page, for as long as nobody answers, and where it cannot open it,
 * a person still can by the copied link.
 */
async function openInBrowser(link: string, onNotOpened: (error: unknown) => void): Promise<void> {
  try {
    await vscode.env.openExternal(vscode.Uri.parse(link, true));
  } catch (error) {
    onNotOpened(error);
  }
}

/** Comes again for who has copied the link or pasted what was no code. */
async function offerWaysOut(
  waiting: WaitingSignIn,
  host: string,
  cancel: () => void,
  signal: AbortSignal,
): Promise<void> {
  const copy = vscode.l10n.t('Copy Link');
  const paste = vscode.l10n.t('Paste Code…');
  const stop = vscode.l10n.t('Cancel');
  const text = vscode.l10n.t('If the browser does not open, or does not lead back here, sign in to {0} by hand.', host);
  for (;;) {
    const chosen = await vscode.window.showInformationMessage(text, copy, paste, stop);
    if (chosen === stop) cancel();
    if (signal.aborted || chosen === undefined) return;
    if (chosen === copy) await vscode.env.clipboard.writeText(waiting.link);
    if (chosen === paste && (await pasteCode(waiting))) return;
  }
}

async function pasteCode(waiting: WaitingSignIn): Promise<boolean> {
  const invalid = vscode.l10n.t('This is neither a code nor the address that the browser was led to.');
  const pasted = await vscode.window.showInputBox({
    title: vscode.l10n.t('Code of the service'),
    prompt: vscode.l10n.t('Paste the code that the page shows, or the address that the browser was led to.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (pasted === undefined) return false;
  const isTaken = waiting.takePasted(pasted);
  if (!isTaken) void vscode.window.showWarningMessage(invalid);
  return isTaken;
}
