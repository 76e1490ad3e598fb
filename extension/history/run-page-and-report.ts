import * as vscode from 'vscode';
import type { ServiceConnection } from '../connection/service-link.ts';

/** The run's own page, by a link that opens it and nothing else. */
export async function openInBrowser(
  { client, organisation, url }: ServiceConnection,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const { path } = await client.call('showPageLink', { params: { org: organisation, runId }, signal });
  await vscode.env.openExternal(vscode.Uri.parse(new URL(path, url).toString(), true));
}

/** Asks where to, and writes the run there in the mutation-testing-report-schema. */
export async function exportReport(
  { client, organisation }: ServiceConnection,
  runId: string,
  folder: vscode.Uri,
  signal: AbortSignal,
): Promise<void> {
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the run'),
    defaultUri: vscode.Uri.joinPath(folder, `tinybug-${runId.slice(0, 8)}.json`),
    filters: { JSON: ['json'] },
  });
  if (!file) return;
  const report = await client.call('exportReport', { params: { org: organisation, runId }, signal });
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${JSON.stringify(report, undefined, 2)}\n`));
}
