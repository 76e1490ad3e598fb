import * as vscode from 'vscode';
import { replaceRange } from '../../shared/text-position.ts';
import type { ServiceLink } from '../connection/service-link.ts';
import { describeChange } from '../marks/describe-marks.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { KnownMutant } from '../results/results-snapshot.ts';
import { standingOf } from '../triage/project-triage.ts';

const SCHEME = 'tinybug-mutant';
/** More at once nobody reads, and each is a document of its own. */
const LARGEST_REVIEW = 100;

export interface MutantDocuments {
  dispose(): void;
  showDiff(mutantId: string): Promise<void>;
  showAllOfFile(uri: vscode.Uri): Promise<void>;
}

/** Files as they were measured and as mutants change them, for the editor's own diff. An address always means the same text. */
export function createMutantDocuments(projects: Projects, link: ServiceLink): MutantDocuments {
  const registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => readDocument(uri, projects, link),
  });
  return {
    dispose() {
      registration.dispose();
    },
    async showDiff(mutantId) {
      const known = projects.projectOfMutant(mutantId)?.results.findMutant(mutantId);
      if (!known) return;
      const { path, location, status } = known.mutant;
      const name = path.split('/').at(-1) ?? path;
      const title = `${name}:${location.start.line} ${describeChange(known.mutant, vscode.l10n.t)} (${status})`;
      const selection = new vscode.Range(location.start.line - 1, 0, location.start.line - 1, 0);
      await vscode.commands.executeCommand('vscode.diff', uriOf(known, 'measured'), uriOf(known, 'mutated'), title, {
        preview: true,
        selection,
      } satisfies vscode.TextDocumentShowOptions);
    },
    async showAllOfFile(uri) {
      const located = projects.locate(uri);
      const mutants =
        located?.project.results.mutantsOf(located.path).filter(isOpenIn(located.project)).slice(0, LARGEST_REVIEW) ??
        [];
      if (mutants.length === 0) {
        await vscode.window.showInformationMessage(vscode.l10n.t('No uncaught mutant is known in this file.'));
        return;
      }
      const resources = mutants.map((known) => [
        uriOf(known, 'mutated'),
        uriOf(known, 'measured'),
        uriOf(known, 'mutated'),
      ]);
      const title = vscode.l10n.t('Uncaught mutants of {0}', located?.path ?? '');
      await vscode.commands.executeCommand('vscode.changes', title, resources);
    },
  };
}

const isOpenIn =
  ({ triage }: Project) =>
  ({ mutant }: KnownMutant): boolean =>
    standingOf(mutant.status, triage.of(mutant.id)) === 'open';

const uriOf = ({ mutant, runId }: KnownMutant, side: 'measured' | 'mutated'): vscode.Uri =>
  vscode.Uri.from({
    scheme: SCHEME,
    path: `/${mutant.path}`,
    query: new URLSearchParams({ run: runId, mutant: mutant.id, side }).toString(),
  });

async function readDocument(uri: vscode.Uri, projects: Projects, link: ServiceLink): Promise<string> {
  const query = new URLSearchParams(uri.query);
  const mutantId = query.get('mutant') ?? '';
  const project: Project | undefined = projects.projectOfMutant(mutantId);
  const known = project?.results.findMutant(mutantId);
  if (!project || !known) return vscode.l10n.t('This mutant is no longer known. A newer run has replaced it.');
  // The diff was asked for by a person: so a service is started where the text is not here.
  if (project.texts.get(known.runId, known.mutant.path) === undefined) await link.connect(AbortSignal.timeout(60_000));
  const text = await project.texts.load(known.runId, known.mutant.path);
  if (text === undefined) return vscode.l10n.t('The measured text cannot be had now. The log says why.');
  return query.get('side') === 'mutated' ? replaceRange(text, known.mutant.location, known.mutant.replacement) : text;
}
