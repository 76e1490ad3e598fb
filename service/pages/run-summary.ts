import type { MeasuredMutant, TriagedMutant } from '../../shared/mutant-result.ts';
import { hasEnded, type Repository, type Run } from '../../shared/run.ts';
import { countsView } from './counts-view.ts';
import { html, type SafeHtml } from './html.ts';
import { markedView } from './marked-view.ts';
import { reachPagePath } from './page-key.ts';
import { scoreView } from './score-view.ts';
import { uncaughtView } from './uncaught-view.ts';
import { countOf, formatCount, formatDuration, formatMoment, OUTCOMES, PHASES, statusInWords } from './wording.ts';

export interface SummarisedRun {
  readonly org: string;
  readonly run: Run;
  readonly repository: Repository;
  /** The first of the uncaught mutants that nobody has marked. */
  readonly uncaught: readonly MeasuredMutant[];
  /** The first of those that somebody has. */
  readonly marked: readonly TriagedMutant[];
  readonly hasMoreMarked: boolean;
  readonly now: Date;
}

/** The part of a run's page that changes while it runs; the server sends it anew, so that it is written once. */
export function runSummary({ org, run, repository, uncaught, marked, hasMoreMarked, now }: SummarisedRun): SafeHtml {
  return html`<div class="title">
      <h1>${repository.name}</h1>
      <p class="badge badge-${run.status.toLowerCase()}">${statusInWords(run)}</p>
    </div>
    <p class="facts quiet">${factsView(org, run, now)}</p>
    ${run.problem && problemView(run.problem)} ${!hasEnded(run.status) && progressView(run)}
    <section class="figures" aria-label="Result">${scoreView(run)}${countsView(run.counts)}</section>
    ${uncaughtView(uncaught, countUnmarked(run))} ${markedView(marked, hasMoreMarked)}
    ${run.selection && run.score?.score === undefined && html`<p class="quiet">The scores by file in the report below count only the mutants that have a verdict so far.</p>`}`;
}

const countUnmarked = ({ counts, triage }: Run): number =>
  countOf(counts, ['Survived', 'NoCoverage']) - (triage?.equivalent ?? 0) - (triage?.notUseful ?? 0);

function factsView(org: string, run: Run, now: Date): SafeHtml[] {
  const end = run.endedAt === undefined ? now : new Date(run.endedAt);
  const duration = formatDuration(end.getTime() - new Date(run.createdAt).getTime());
  const facts = [
    run.commit !== undefined &&
      html`commit <code>${run.commit.slice(0, 10)}</code>${run.isDirty && ' with uncommitted changes'}`,
    run.since !== undefined && html`lines changed since <code>${run.since}</code>`,
    html`<time datetime="${run.createdAt}">${formatMoment(run.createdAt)}</time>`,
    run.endedAt === undefined
      ? html`<span data-ticking-since="${run.createdAt}">${duration}</span>`
      : html`${duration}`,
    run.baseline && html`${formatCount(run.baseline.tests)} tests`,
    run.selection?.reused !== undefined && html`${formatCount(run.selection.reused)} verdicts of earlier runs`,
    reachView(org, run),
    run.baseline && html`Python ${run.baseline.pythonVersion}, pytest ${run.baseline.pytestVersion}`,
  ];
  return facts.filter((fact) => fact !== undefined && fact !== false).map((fact) => html`<span>${fact}</span>`);
}

function reachView(org: string, { id, selection }: Run): SafeHtml | undefined {
  const count = selection?.unmutatedStatements;
  if (count === undefined) return undefined;
  const text = `${formatCount(count)} statement${count === 1 ? '' : 's'} without a mutant`;
  return html`<a href="${reachPagePath(org, id)}">${text}</a>`;
}

function progressView({ phase, counts }: Run): SafeHtml {
  const current = PHASES.findIndex((row) => row.phase === phase);
  const measured = countOf(
    counts,
    OUTCOMES.flatMap(({ name, statuses }) => (isMeasured(name) ? statuses : [])),
  );
  const total = measured + counts.Pending;
  return html`<ol class="phases">
      ${PHASES.map(
        ({ label }, index) =>
          html`<li
            class="${index < current ? 'phase-done' : index === current ? 'phase-current' : ''}"
            ${index === current && html` aria-current="step"`}
          >
            ${label}
          </li>`,
      )}
    </ol>
    ${
      phase === 'measure' &&
      html`<p class="progress">
        <progress max="${total}" value="${measured}" aria-label="Mutants measured"></progress> ${formatCount(measured)}
        of ${formatCount(total)} mutants
      </p>`
    }`;
}

const isMeasured = (outcome: string): boolean => outcome !== 'pending' && outcome !== 'left-out';

function problemView({ title, detail, nextStep }: NonNullable<Run['problem']>): SafeHtml {
  return html`<section class="problem">
    <h2>${title}</h2>
    <p class="lines">${detail}</p>
    <p>${nextStep}</p>
  </section>`;
}
