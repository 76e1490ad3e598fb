import * as vscode from 'vscode';
import { readChangesSince } from '../configuration.ts';
import { describeError } from '../log.ts';
import type { PlacedMarks } from '../marks/placed-marks.ts';
import type { Measuring } from '../measuring/measure.ts';
import type { MutantDetails } from '../mutants/mutant-details.ts';
import type { Project, Projects } from '../projects/project.ts';
import { isUncaught } from '../results/project-results.ts';
import type { KnownMutant } from '../results/results-snapshot.ts';
import { standingOf } from '../triage/project-triage.ts';
import type { Marking } from '../triage/mark-mutant.ts';
import { confirmMark } from './confirm-mark.ts';
import {
  answerMarked,
  answerMutant,
  answerRun,
  answerSurvivors,
  describeEstimate,
  type ListedMutant,
} from './tool-answers.ts';
import {
  GetMutantInput,
  ListSurvivorsInput,
  MarkEquivalentInput,
  MeasureInput,
  parseInput,
  scopeOfInput,
} from './tool-inputs.ts';

export interface ToolParts {
  readonly projects: Projects;
  readonly marks: PlacedMarks;
  readonly details: MutantDetails;
  readonly measuring: Measuring;
  readonly marking: Pick<Marking, 'markAs'>;
}

const ESTIMATE_TIMEOUT_MS = 60_000;
const DETAIL_TIMEOUT_MS = 60_000;

/** What the models of the editor's chat may ask of Tinybug; each name is in the manifest too. */
export function registerLanguageModelTools(parts: ToolParts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool('tinybug_listSurvivors', {
      invoke: ({ input }) => resultOf(listSurvivors(input, parts)),
    }),
    vscode.lm.registerTool('tinybug_getMutant', {
      invoke: async ({ input }) => resultOf(await getMutant(input, parts)),
    }),
    vscode.lm.registerTool('tinybug_measure', {
      prepareInvocation: ({ input }, token) => confirmMeasuring(input, parts, token),
      invoke: async ({ input }, token) => resultOf(await measure(input, parts, token)),
    }),
    vscode.lm.registerTool('tinybug_markEquivalent', {
      prepareInvocation: ({ input }) => confirmMarking(input, parts),
      invoke: async ({ input }) => resultOf(await markEquivalent(input, parts)),
    }),
  );
}

const resultOf = (text: string): vscode.LanguageModelToolResult =>
  new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);

function listSurvivors(input: unknown, { projects, marks }: ToolParts): string {
  const { folder, path, limit } = parseInput(ListSurvivorsInput, input);
  const wanted = folder === undefined ? projects.all : [findProject(folder, projects)];
  const mutants = wanted.flatMap((project) => {
    const { results } = project;
    const paths = results.paths().filter((each) => path === undefined || each === path);
    return paths.flatMap((each) => {
      const uncaught = results.mutantsOf(each).filter(isUncaught);
      return uncaught.map((known) => placed(known, project, projects, marks));
    });
  });
  return answerSurvivors(mutants, limit);
}

async function getMutant(input: unknown, parts: ToolParts): Promise<string> {
  const listed = findListed(parseInput(GetMutantInput, input).mutantId, parts);
  return answerMutant(listed, await loadDetail(listed.known, parts));
}

const loadDetail = (known: KnownMutant, { details }: ToolParts) =>
  details.load(known, { signal: AbortSignal.timeout(DETAIL_TIMEOUT_MS) }).catch(() => undefined);

/** @throws Error that says where the ids come from */
function findListed(mutantId: string, { projects, marks }: ToolParts): ListedMutant {
  const project = projects.projectOfMutant(mutantId);
  const known = project?.results.findMutant(mutantId);
  if (!project || !known) throw new Error('No such mutant is known. tinybug_listSurvivors names those that are.');
  return placed(known, project, projects, marks);
}

/** @throws Error where the mutant is not one of which it can be said */
function readMarkInput(input: unknown, parts: ToolParts): { listed: ListedMutant; reason: string } {
  const { mutantId, reason } = parseInput(MarkEquivalentInput, input);
  const listed = findListed(mutantId, parts);
  const standing = standingOf(listed.known.mutant.status, listed.triage);
  if (standing !== 'open') throw new Error('Only an uncaught mutant without a mark can be marked.');
  if (listed.isStale) throw new Error('The code has changed since it was measured: measure it again first.');
  return { listed, reason };
}

async function confirmMarking(input: unknown, parts: ToolParts): Promise<vscode.PreparedToolInvocation> {
  const { listed, reason } = readMarkInput(input, parts);
  return confirmMark(listed, reason, await loadDetail(listed.known, parts));
}

async function markEquivalent(input: unknown, parts: ToolParts): Promise<string> {
  const { listed, reason } = readMarkInput(input, parts);
  const { id } = listed.known.mutant;
  const mark = { kind: 'equivalent', reason, proposedBy: 'agent' } as const;
  await parts.marking.markAs(id, mark, AbortSignal.timeout(DETAIL_TIMEOUT_MS));
  return answerMarked(id);
}

/** A mutant without a place is in a file that is gone or not read yet: it is not to be relied on. */
function placed(known: KnownMutant, project: Project, projects: Projects, marks: PlacedMarks): ListedMutant {
  const uri = projects.uriOf(project, known.mutant.path);
  const found = marks.mutantsOf(uri).find((each) => each.known.mutant.id === known.mutant.id);
  const location = found?.location ?? known.mutant.location;
  const triage = project.triage.of(known.mutant.id);
  return { known, isStale: found?.isStale ?? true, line: location.start.line, triage };
}

async function confirmMeasuring(
  input: unknown,
  { projects, measuring }: ToolParts,
  token: vscode.CancellationToken,
): Promise<vscode.PreparedToolInvocation> {
  const { project, scope } = readMeasureInput(input, projects);
  const cancelling = new AbortController();
  const subscription = token.onCancellationRequested(() => cancelling.abort());
  const signal = AbortSignal.any([cancelling.signal, AbortSignal.timeout(ESTIMATE_TIMEOUT_MS)]);
  try {
    const cost = await measuring.estimate(project, scope, signal).then(
      (estimate) => describeEstimate(estimate, vscode.l10n.t),
      (error: unknown) => vscode.l10n.t('What it costs could not be estimated: {0}', describeError(error)),
    );
    const message = vscode.l10n.t('The tests of {0} run on planted bugs. {1}', project.folder.name, cost);
    return {
      invocationMessage: vscode.l10n.t('Measuring tests'),
      confirmationMessages: { title: vscode.l10n.t('Measure Tests with Tinybug'), message },
    };
  } finally {
    subscription.dispose();
  }
}

async function measure(
  input: unknown,
  { projects, measuring }: ToolParts,
  token: vscode.CancellationToken,
): Promise<string> {
  const { project, scope } = readMeasureInput(input, projects);
  if (project.following) throw new Error('A run of this project goes on. Wait for its end.');
  const before = project.results.latestRun?.id;
  const subscription = token.onCancellationRequested(() => void measuring.cancel());
  try {
    await measuring.measure(project, scope, { isConfirmed: true });
  } finally {
    subscription.dispose();
  }
  const run = project.results.latestRun;
  if (!run || run.id === before) throw new Error('The run did not start. The log of Tinybug says why.');
  return answerRun(run);
}

function readMeasureInput(input: unknown, projects: Projects) {
  if (!vscode.workspace.isTrusted) throw new Error('Measuring runs the tests: it needs a workspace that is trusted.');
  const parsed = parseInput(MeasureInput, input);
  const project = findProject(parsed.folder, projects);
  return { project, scope: scopeOfInput(parsed, readChangesSince(project.folder)) };
}

/** @throws Error with the names there are to choose from */
function findProject(name: string | undefined, { all }: Projects): Project {
  const [only, ...others] = name === undefined ? all : all.filter(({ folder }) => folder.name === name);
  if (only !== undefined && others.length === 0) return only;
  const names = JSON.stringify(all.map(({ folder }) => folder.name));
  throw new Error(all.length === 0 ? 'No folder is open.' : `Name one of these folders in "folder": ${names}`);
}
