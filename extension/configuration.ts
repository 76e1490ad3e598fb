import * as vscode from 'vscode';

/** The settings, read where they are used: a change holds at once. */
export const GUTTER_STYLES = ['border', 'icon', 'off'] as const;
export type GutterStyle = (typeof GUTTER_STYLES)[number];

const section = (scope?: vscode.ConfigurationScope) => vscode.workspace.getConfiguration('tinybug', scope);

export function readServiceUrl(): string {
  return section().get<string>('service.url', '').trim();
}

export const readOrganisation = (): string => section().get<string>('service.organisation', 'local');

export const readCommand = (): string[] => section().get<string[]>('embedded.command', []);

export const readProjectFolder = (folder: vscode.WorkspaceFolder): string =>
  section(folder).get<string>('projectFolder', '');

export const readChangesSince = (folder: vscode.WorkspaceFolder): string =>
  section(folder).get<string>('changesSince', 'HEAD');

export function readGutterStyle(): GutterStyle {
  const style = section().get<string>('gutter', 'border');
  return GUTTER_STYLES.find((each) => each === style) ?? 'border';
}

export const readCodeLens = (): boolean => section().get<boolean>('codeLens', false);

/** Undefined where no diagnostics are wanted. */
export function readSeverity(scope: vscode.Uri): vscode.DiagnosticSeverity | undefined {
  switch (section(scope).get<string>('diagnostics.severity', 'Information')) {
    case 'Error':
      return vscode.DiagnosticSeverity.Error;
    case 'Warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'Hint':
      return vscode.DiagnosticSeverity.Hint;
    case 'Off':
      return undefined;
    default:
      return vscode.DiagnosticSeverity.Information;
  }
}
