import * as vscode from 'vscode';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import { appendPart } from '../mutants/append-part.ts';
import { describeProposal } from './describe-proposal.ts';
import type { ListedMutant } from './tool-answers.ts';

/** The question that a person answers before a model's proposal is taken. */
export function confirmMark(
  mutant: ListedMutant,
  reason: string,
  detail: MutantDetail | undefined,
): vscode.PreparedToolInvocation {
  const message = new vscode.MarkdownString();
  for (const part of describeProposal(mutant, reason, detail, vscode.l10n.t)) appendPart(message, part);
  return {
    invocationMessage: vscode.l10n.t('Marking a mutant as equivalent'),
    confirmationMessages: { title: vscode.l10n.t('Mark a Mutant as Equivalent'), message },
  };
}
