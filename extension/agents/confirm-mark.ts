import * as vscode from 'vscode';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import { describeChange } from '../marks/describe-marks.ts';
import { firstLines, oneLine } from '../marks/plain-text.ts';
import type { ListedMutant } from './tool-answers.ts';

const DIFF_LINES = 40;
const LARGEST_LINE = 160;
const LARGEST_REASON = 500;

/** What a person sees before a model's proposal is taken: place, diff and reason. None of it is read as markup. */
export function confirmMark(
  { known, line }: ListedMutant,
  reason: string,
  detail: MutantDetail | undefined,
): vscode.PreparedToolInvocation {
  const { mutant } = known;
  const message = new vscode.MarkdownString();
  message.appendText(vscode.l10n.t('{0}, line {1}. The code below is from the repository:', mutant.path, line));
  message.appendCodeblock(shownDiff(known.mutant, detail), 'diff');
  message.appendText(vscode.l10n.t('The model says why no test can notice it:'));
  message.appendCodeblock(oneLine(reason, LARGEST_REASON), 'text');
  message.appendText(
    vscode.l10n.t('Everybody who works on this repository sees the mark, with your name. The score stays as measured.'),
  );
  return {
    invocationMessage: vscode.l10n.t('Marking a mutant as equivalent'),
    confirmationMessages: { title: vscode.l10n.t('Mark a Mutant as Equivalent'), message },
  };
}

function shownDiff(mutant: ListedMutant['known']['mutant'], detail: MutantDetail | undefined): string {
  if (detail === undefined) return describeChange(mutant, vscode.l10n.t);
  const { lines, leftOut } = firstLines(detail.diff, DIFF_LINES, LARGEST_LINE);
  return [...lines, ...(leftOut > 0 ? [vscode.l10n.t('… {0} more lines', leftOut)] : [])].join('\n');
}
