import * as vscode from 'vscode';
import { readGutterStyle } from '../configuration.ts';
import type { MarkedLine } from '../results/group-by-line.ts';
import type { PlacedMarks } from './placed-marks.ts';
import { rangeOfLine } from './editor-range.ts';

type MarkKind = MarkedLine['kind'] | 'survived-stale' | 'no-coverage-stale';
const KINDS: readonly MarkKind[] = ['survived', 'no-coverage', 'survived-stale', 'no-coverage-stale'];
const FADED = '0.45';

/**
 * Marks beside the text and in the overview ruler, on lines with uncaught mutants and in visible editors only. By default a bar:
 * the editor sets no breakpoint by a click on a line that has an icon of an extension.
 */
export function createGutter(marks: PlacedMarks, extensionUri: vscode.Uri): vscode.Disposable {
  let types = createTypes(extensionUri);
  const show = (editor: vscode.TextEditor): void => {
    const lines = marks.linesOf(editor.document.uri);
    for (const [kind, type] of types) {
      editor.setDecorations(type, lines.filter((line) => kindOf(line) === kind).map(rangeOfLine));
    }
  };
  const showAll = (): void => vscode.window.visibleTextEditors.forEach(show);
  const restyle = (): void => {
    for (const type of types.values()) type.dispose();
    types = createTypes(extensionUri);
    showAll();
  };
  const subscriptions = vscode.Disposable.from(
    marks.onDidChange((uris) => {
      const changed = new Set(uris.map(String));
      vscode.window.visibleTextEditors.filter(({ document }) => changed.has(document.uri.toString())).forEach(show);
    }),
    vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach(show)),
    vscode.window.onDidChangeActiveColorTheme(restyle),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tinybug.gutter')) restyle();
    }),
  );
  return new vscode.Disposable(() => {
    subscriptions.dispose();
    for (const type of types.values()) type.dispose();
  });
}

const kindOf = ({ kind, isStale }: MarkedLine): MarkKind => (isStale ? `${kind}-stale` : kind);

function createTypes(extensionUri: vscode.Uri): Map<MarkKind, vscode.TextEditorDecorationType> {
  return new Map(KINDS.map((kind) => [kind, createType(kind, extensionUri)]));
}

function createType(kind: MarkKind, extensionUri: vscode.Uri): vscode.TextEditorDecorationType {
  const isStale = kind.endsWith('-stale');
  const shape = kind.startsWith('survived') ? 'survived' : 'no-coverage';
  const color = new vscode.ThemeColor(
    shape === 'survived' ? 'tinybug.survivedForeground' : 'tinybug.noCoverageForeground',
  );
  const style = readGutterStyle();
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    overviewRulerColor: color,
    ...(isStale && { opacity: FADED }),
    ...(style === 'icon' &&
      !isStale && {
        gutterIconPath: vscode.Uri.joinPath(extensionUri, 'media', 'extension', `${shape}-${themeName()}.svg`),
        gutterIconSize: 'contain',
      }),
    ...(style === 'border' && {
      isWholeLine: true,
      borderColor: color,
      borderStyle: shape === 'survived' ? 'solid' : 'dashed',
      borderWidth: '0 0 0 3px',
    }),
  });
}

/** An icon is a picture and does not follow the theme by itself. */
function themeName(): string {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return 'light';
    case vscode.ColorThemeKind.Dark:
      return 'dark';
    case vscode.ColorThemeKind.HighContrast:
      return 'high-contrast';
    case vscode.ColorThemeKind.HighContrastLight:
      return 'high-contrast-light';
  }
}
