import * as vscode from 'vscode';
import { describeChange } from '../marks/describe-marks.ts';
import { oneLine } from '../marks/plain-text.ts';
import { headline } from '../mutants/hover-text.ts';
import type { Project, Projects } from '../projects/project.ts';
import { describeKind, describeTriage } from '../triage/describe-triage.ts';
import { standingOf } from '../triage/project-triage.ts';
import type { FileNode, FunctionNode, MutantNode } from './survivor-tree.ts';

export type Node = (FileNode | FunctionNode | MutantNode) & { readonly project: Project };

const LARGEST_REASON_SHOWN = 80;

export function childrenOf(node: Node): Node[] {
  const { project } = node;
  switch (node.kind) {
    case 'file':
      return node.functions.map((child) => ({ ...child, project }));
    case 'function':
      return node.mutants.map((child) => ({ ...child, project }));
    case 'mutant':
      return [];
  }
}

export function createItem(node: Node, projects: Projects): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
      return createFileItem(node, projects.uriOf(node.project, node.path));
    case 'function':
      return createFunctionItem(node);
    case 'mutant':
      return createMutantItem(node);
  }
}

function createFileItem({ path, count }: FileNode, uri: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  item.id = uri.toString();
  item.description = vscode.l10n.t('{0} uncaught', count);
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} uncaught mutants', path, count) };
  return item;
}

function createFunctionItem({ path, name, mutants }: FunctionNode): vscode.TreeItem {
  const label = name === '' ? vscode.l10n.t('(module)') : name;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${path} ${name}`;
  item.iconPath = new vscode.ThemeIcon(name === '' ? 'symbol-file' : 'symbol-method');
  item.description = String(mutants.length);
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} uncaught mutants', label, mutants.length) };
  return item;
}

function createMutantItem(node: MutantNode): vscode.TreeItem {
  const { mutant } = node.known;
  const change = describeChange(mutant, vscode.l10n.t);
  const item = new vscode.TreeItem(change, vscode.TreeItemCollapsibleState.None);
  const { line } = mutant.location.start;
  const [mark, explanation] = describeMark(node);
  item.id = mutant.id;
  item.contextValue = node.triage === undefined ? 'mutant' : 'mutant.marked';
  item.description = [vscode.l10n.t('line {0}', line), mark].filter((text) => text !== '').join(' · ');
  const said = [headline(mutant.status, vscode.l10n.t), explanation].filter((text) => text !== '');
  item.tooltip = [`${said[0] ?? ''} · ${oneLine(mutant.mutatorName, 64)}`, ...said.slice(1)].join('\n');
  item.iconPath = iconOf(node);
  item.command = { command: 'tinybug.openMutant', title: vscode.l10n.t('Open'), arguments: [mutant.id] };
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, line {1}, {2}', change, line, said.join('. ')) };
  return item;
}

/** The mark in a few words and in a sentence; empty without one. */
function describeMark({ known, triage }: MutantNode): [string, string] {
  if (triage === undefined) return ['', ''];
  const kind = describeKind(triage.kind, vscode.l10n.t);
  const sentence = describeTriage(triage, vscode.l10n.t);
  return standingOf(known.mutant.status, triage) === 'contradicted'
    ? [
        vscode.l10n.t('marked {0}, and caught', kind),
        `${sentence}\n${vscode.l10n.t('A test caught it, so this mark is wrong.')}`,
      ]
    : [`${kind}: ${oneLine(triage.reason, LARGEST_REASON_SHOWN)}`, sentence];
}

function iconOf({ known: { mutant }, triage }: MutantNode): vscode.ThemeIcon {
  switch (standingOf(mutant.status, triage)) {
    case 'settled':
      return new vscode.ThemeIcon('circle-slash');
    case 'contradicted':
      return new vscode.ThemeIcon('warning');
    case 'open':
    case 'caught':
      return mutant.status === 'Survived'
        ? new vscode.ThemeIcon('circle-large-outline', new vscode.ThemeColor('tinybug.survivedForeground'))
        : new vscode.ThemeIcon('primitive-square', new vscode.ThemeColor('tinybug.noCoverageForeground'));
  }
}
