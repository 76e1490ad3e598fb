import * as vscode from 'vscode';
import { SURVIVOR_SCOPES, type SurvivorFilter, type SurvivorScope } from './survivor-tree.ts';

/** Asks which survivors are listed; undefined where it is to stay as it is. */
export async function chooseFilter(filter: SurvivorFilter): Promise<SurvivorFilter | undefined> {
  const { scope, hidesMarked } = filter;
  const scopes = SURVIVOR_SCOPES.map((each) => ({
    label: describeScope(each),
    ...(each === scope && { description: vscode.l10n.t('chosen') }),
    filter: { ...filter, scope: each },
  }));
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator, filter };
  const marked = {
    label: hidesMarked ? vscode.l10n.t('Show marked mutants too') : vscode.l10n.t('Hide marked mutants'),
    detail: vscode.l10n.t('Those that somebody has marked as equivalent or not useful'),
    filter: { ...filter, hidesMarked: !hidesMarked },
  };
  const title = vscode.l10n.t('Which survivors are shown');
  return (await vscode.window.showQuickPick([...scopes, separator, marked], { title }))?.filter;
}

export function describeScope(scope: SurvivorScope): string {
  switch (scope) {
    case 'all':
      return vscode.l10n.t('All');
    case 'currentFile':
      return vscode.l10n.t('Current file');
    case 'changedOnBranch':
      return vscode.l10n.t('Changed on this branch');
    case 'survived':
      return vscode.l10n.t('Survived only');
    case 'noCoverage':
      return vscode.l10n.t('Without coverage only');
  }
}
