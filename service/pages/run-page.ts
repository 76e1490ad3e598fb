import { hasEnded } from '../../shared/run.ts';
import type { Assets } from './assets.ts';
import { html } from './html.ts';
import { layoutPage } from './layout.ts';
import { runPagePath } from './page-key.ts';
import { runSummary, type SummarisedRun } from './run-summary.ts';
import { statusInWords } from './wording.ts';

/** The page of a run. Its script keeps the summary up to date and puts the report into its place once there are mutants. */
export function runPage(assets: Assets, summarised: SummarisedRun): string {
  const { org, run, repository } = summarised;
  return layoutPage({
    title: repository.name,
    assets,
    scripts: ['mutation-test-elements.js', 'run-page.js'],
    place: html`<span class="quiet">${org}</span>`,
    main: html`<div id="summary">${runSummary(summarised)}</div>
      <p id="announcement" class="for-screen-readers" role="status">${statusInWords(run)}</p>
      <noscript><p class="message">The report with the source needs JavaScript.</p></noscript>`,
    wide: html`<section
      id="report"
      aria-label="Report"
      data-address="${runPagePath(org, run.id)}"
      data-name="${repository.name}"
      data-has-ended="${String(hasEnded(run.status))}"
      data-has-report="${String(hasReport(summarised))}"
    ></section>`,
  });
}

/** There are mutants, and it is known which of them are measured. */
export const hasReport = ({ run }: SummarisedRun): boolean => run.selection !== undefined || hasEnded(run.status);
