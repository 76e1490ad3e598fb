import * as vscode from 'vscode';
import type { PlacedMarks } from '../marks/placed-marks.ts';
import { rangeOfMutant } from '../marks/editor-range.ts';
import type { Projects } from '../projects/project.ts';
import type { PlacedMutant } from '../results/place-mutants.ts';
import { standingOf } from '../triage/project-triage.ts';
import { appendPart } from './append-part.ts';
import { describeMutantForHover } from './hover-text.ts';
import type { MutantDetails } from './mutant-details.ts';

const MUTANTS_SHOWN = 3;
/** The only commands that a hover may call. */
const HOVER_COMMANDS = [
  'tinybug.showMutantDiff',
  'tinybug.showMutantTests',
  'tinybug.measureMutant',
  'tinybug.writeTest',
  'tinybug.markMutant',
  'tinybug.removeMark',
];

export function registerHover(marks: PlacedMarks, details: MutantDetails, projects: Projects): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: 'python' },
    {
      async provideHover(document, position) {
        const here = marks
          .mutantsOf(document.uri)
          .filter(
            (placed) =>
              standingOf(placed.known.mutant.status, placed.triage) !== 'caught' &&
              rangeOfMutant(placed).contains(position),
          );
        if (here.length === 0) return undefined;
        const shown = here.slice(0, MUTANTS_SHOWN);
        const texts = await Promise.all(shown.map((placed) => createText(placed, details, projects)));
        if (here.length > shown.length)
          texts.push(
            new vscode.MarkdownString().appendText(vscode.l10n.t('… and {0} more', here.length - shown.length)),
          );
        return new vscode.Hover(texts);
      },
    },
  );
}

async function createText(
  placed: PlacedMutant,
  details: MutantDetails,
  projects: Projects,
): Promise<vscode.MarkdownString> {
  const { mutant, runId } = placed.known;
  const measuredText = projects.projectOfMutant(mutant.id)?.texts.get(runId, mutant.path);
  const detail = await details.load(placed.known);
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: HOVER_COMMANDS };
  text.supportHtml = false;
  for (const part of describeMutantForHover(placed, measuredText, detail, vscode.l10n.t)) appendPart(text, part);
  const links = [
    [vscode.l10n.t('Show diff'), 'tinybug.showMutantDiff'],
    [vscode.l10n.t('Show tests'), 'tinybug.showMutantTests'],
    [vscode.l10n.t('Measure again'), 'tinybug.measureMutant'],
    [vscode.l10n.t('Write a test'), 'tinybug.writeTest'],
    placed.triage === undefined
      ? [vscode.l10n.t('Mark…'), 'tinybug.markMutant']
      : [vscode.l10n.t('Remove mark'), 'tinybug.removeMark'],
  ] as const;
  const query = encodeURIComponent(JSON.stringify([mutant.id]));
  text.appendMarkdown(`\n\n${links.map(([label, command]) => `[${label}](command:${command}?${query})`).join(' · ')}`);
  return text;
}
