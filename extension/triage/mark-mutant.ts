import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import { TriageReason, type TriageKind, type TriageRequest } from '../../shared/triage.ts';
import { describeError } from '../log.ts';
import { describeChange } from '../marks/describe-marks.ts';
import type { Project } from '../projects/project.ts';
import type { KnownMutant } from '../results/results-snapshot.ts';
import { describeKind } from './describe-triage.ts';
import { tellChanged, type TriageOptions } from './follow-triage.ts';

export interface Marking {
  /** Asks what the mutant is, and why. */
  mark(mutantId: string): Promise<void>;
  remove(mutantId: string): Promise<void>;
  /**
   * For who has asked already.
   *
   * @throws TinybugError
   */
  markAs(mutantId: string, request: TriageRequest, signal: AbortSignal): Promise<void>;
}

/** A service that is not there yet is started: a person has asked for it. */
const TIMEOUT_MS = 60_000;
const MESSAGE_MS = 10_000;

export function createMarking(options: TriageOptions): Marking {
  const { projects } = options;
  const find = (mutantId: string) => {
    const project = projects.projectOfMutant(mutantId);
    const known = project?.results.findMutant(mutantId);
    return project && known && { project, known };
  };
  const markAs: Marking['markAs'] = async (mutantId, request, signal) => {
    const found = find(mutantId);
    if (!found)
      throw new TinybugError(
        'not-found',
        vscode.l10n.t('This mutant is no longer known. A newer run has replaced it.'),
      );
    await sendMark(found.project, found.known, request, signal, options);
  };
  return {
    markAs,
    async mark(mutantId) {
      const found = find(mutantId);
      const request = found && (await askForMark(found.known));
      if (!request) return;
      await orTell(options, async () => {
        await markAs(mutantId, request, AbortSignal.timeout(TIMEOUT_MS));
        const message = vscode.l10n.t(
          'Marked as {0}. The hover and the view take the mark back.',
          kindOf(request.kind),
        );
        vscode.window.setStatusBarMessage(message, MESSAGE_MS);
      });
    },
    async remove(mutantId) {
      const found = find(mutantId);
      if (found) await orTell(options, () => removeMark(found.project, found.known, options));
    },
  };
}

const kindOf = (kind: TriageKind): string => describeKind(kind, vscode.l10n.t);

async function askForMark({ mutant }: KnownMutant): Promise<TriageRequest | undefined> {
  const change = describeChange(mutant, vscode.l10n.t);
  const kinds = [
    {
      label: vscode.l10n.t('Equivalent'),
      detail: vscode.l10n.t('The code does the same with it, so no test can notice it.'),
      kind: 'equivalent' as const,
    },
    {
      label: vscode.l10n.t('Not useful'),
      detail: vscode.l10n.t('A test could notice it, and is not worth writing.'),
      kind: 'not-useful' as const,
    },
  ];
  const chosen = await vscode.window.showQuickPick(
    kinds.map(({ label, detail, kind }) => ({ label, detail, value: kind })),
    { title: vscode.l10n.t('What is {0}?', change) },
  );
  if (!chosen) return undefined;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Why is {0} {1}?', change, kindOf(chosen.value)),
    prompt: vscode.l10n.t(
      'Everybody who works on this repository sees the reason. The score stays as it was measured.',
    ),
    validateInput: (text) =>
      TriageReason.safeParse(text).success
        ? undefined
        : vscode.l10n.t('Say why, in one line of at most 500 characters.'),
  });
  return reason === undefined
    ? undefined
    : { kind: chosen.value, reason: TriageReason.parse(reason), proposedBy: 'person' };
}

async function sendMark(
  project: Project,
  { mutant, runId }: KnownMutant,
  body: TriageRequest,
  signal: AbortSignal,
  { link, projects, storage }: TriageOptions,
): Promise<void> {
  const { client, organisation: org } = await link.connect(signal);
  const params = { org, runId, mutantId: mutant.id };
  project.triage.hear(await client.call('triageMutant', { params, body, signal }));
  tellChanged(projects, project, [mutant.id]);
  await storage.write(project);
}

async function removeMark(
  project: Project,
  { mutant, runId }: KnownMutant,
  { link, projects, storage }: TriageOptions,
): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { client, organisation: org } = await link.connect(signal);
  const { change } = await client.call('removeTriage', { params: { org, runId, mutantId: mutant.id }, signal });
  if (change) project.triage.hear(change);
  tellChanged(projects, project, [mutant.id]);
  await storage.write(project);
}

/** A person has asked for it and is told why it cannot be. */
async function orTell({ log }: TriageOptions, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error('The mark could not be changed', error);
    void vscode.window.showErrorMessage(`Tinybug: ${describeError(error)}`);
  }
}
