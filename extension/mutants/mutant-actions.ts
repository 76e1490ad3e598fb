import * as vscode from 'vscode';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import { describeChange } from '../marks/describe-marks.ts';
import { oneLine } from '../marks/plain-text.ts';
import type { PlacedMarks } from '../marks/placed-marks.ts';
import { rangeOfMutant } from '../marks/editor-range.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { KnownMutant } from '../results/results-snapshot.ts';
import { ignoreComment } from './ignore-comment.ts';
import { killPrompt } from './kill-prompt.ts';
import type { MutantDetails } from './mutant-details.ts';

export interface MutantActions {
  open(mutantId: string): Promise<void>;
  showTests(mutantId: string): Promise<void>;
  ignore(mutantId: string): Promise<void>;
  writeTest(mutantId: string): Promise<void>;
}

interface Found {
  readonly project: Project;
  readonly known: KnownMutant;
  readonly uri: vscode.Uri;
}

/** What a person can do with a mutant. A mutant that is no longer known is passed over: a newer run has replaced it. */
export function createMutantActions(projects: Projects, marks: PlacedMarks, details: MutantDetails): MutantActions {
  const find = (mutantId: string): Found | undefined => {
    const project = projects.projectOfMutant(mutantId);
    const known = project?.results.findMutant(mutantId);
    return project && known ? { project, known, uri: projects.uriOf(project, known.mutant.path) } : undefined;
  };
  return {
    async open(mutantId) {
      const found = find(mutantId);
      if (found) await openMutant(found, marks);
    },
    async showTests(mutantId) {
      const found = find(mutantId);
      if (found) await showTests(found, await loadForPerson(details, found.known), projects);
    },
    async ignore(mutantId) {
      const found = find(mutantId);
      if (found) await insertComment(found, marks);
    },
    async writeTest(mutantId) {
      const found = find(mutantId);
      const detail = found && (await loadForPerson(details, found.known));
      if (detail) await handOver(killPrompt(detail));
    },
  };
}

const loadForPerson = (details: MutantDetails, known: KnownMutant): Thenable<MutantDetail | undefined> =>
  vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Reading the mutant') },
    () => details.load(known, { signal: AbortSignal.timeout(60_000) }),
  );

async function openMutant({ known, uri }: Found, marks: PlacedMarks): Promise<void> {
  const placed = marks.mutantsOf(uri).find((each) => each.known.mutant.id === known.mutant.id);
  await vscode.window.showTextDocument(uri, { preview: true, ...(placed && { selection: rangeOfMutant(placed) }) });
}

async function showTests(
  { project, known }: Found,
  detail: MutantDetail | undefined,
  projects: Projects,
): Promise<void> {
  const tests = detail?.coveredBy ?? [];
  if (tests.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No test executes this code.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    tests.map((id) => ({ label: id.split('::').slice(1).join('::') || id, description: id.split('::')[0] ?? '' })),
    {
      title: vscode.l10n.t('Tests that execute {0}', describeChange(known.mutant, vscode.l10n.t)),
      matchOnDescription: true,
    },
  );
  if (!chosen) return;
  const uri = projects.uriOf(project, chosen.description);
  const document = await vscode.workspace.openTextDocument(uri);
  const name = /(\w+)(?:\[.*)?$/s.exec(chosen.label)?.[1] ?? '';
  const line = document
    .getText()
    .split('\n')
    .findIndex((text) => new RegExp(`\\bdef\\s+${name}\\b`).test(text));
  const at = new vscode.Range(Math.max(line, 0), 0, Math.max(line, 0), 0);
  await vscode.window.showTextDocument(document, { selection: at });
}

async function insertComment({ known, uri }: Found, marks: PlacedMarks): Promise<void> {
  const placed = marks.mutantsOf(uri).find((each) => each.known.mutant.id === known.mutant.id);
  if (!placed || placed.isStale) return;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Why can this mutant be ignored?'),
    placeHolder: vscode.l10n.t('equivalent: the result is the same'),
  });
  if (reason === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const moved = placed.location.start.line - known.mutant.location.start.line;
  const [first, last] = known.mutant.coverageLines;
  const mutant = {
    mutatorName: known.mutant.mutatorName,
    coverageLines: [first + moved, last + moved] as [number, number],
  };
  const comment = ignoreComment(mutant, document.getText().split(/\r?\n/), oneLine(reason, 200));
  if (!comment) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Above a definition the comment would mean the whole block. Write it at the line yourself.'),
    );
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(comment.line - 1, 0), `${comment.text}\n`);
  await vscode.workspace.applyEdit(edit);
}

const CHAT_COMMAND = 'workbench.action.chat.open';

/** To the editor's chat where there is one, else to the clipboard for any other assistant. */
async function handOver(prompt: string): Promise<void> {
  const commands = await vscode.commands.getCommands(true);
  const models = commands.includes(CHAT_COMMAND) ? await vscode.lm.selectChatModels() : [];
  if (models.length > 0) {
    await vscode.commands.executeCommand(CHAT_COMMAND, { query: prompt, isPartialQuery: false });
    return;
  }
  await vscode.env.clipboard.writeText(prompt);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The task is on the clipboard: paste it to your assistant.'), 10_000);
}
