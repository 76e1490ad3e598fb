import type { MeasuredMutant } from '../../shared/mutant-result.ts';
import { html, type SafeHtml } from './html.ts';
import { formatCount } from './wording.ts';

/** As much of a changed text as fits a line of the list. */
const LONGEST_EXCERPT = 60;

/** The first bugs that no test noticed and nobody has marked; the report below has them all. */
export function uncaughtView(mutants: readonly MeasuredMutant[], total: number): SafeHtml | undefined {
  if (total === 0) return undefined;
  return html`<section class="uncaught-list" aria-labelledby="uncaught-heading">
    <h2 id="uncaught-heading">Bugs that no test noticed</h2>
    <ol>
      ${mutants.map((mutant) => html`<li>${changeView(mutant)}</li>`)}
    </ol>
    ${total > mutants.length && html`<p class="quiet">and ${formatCount(total - mutants.length)} more in the report below</p>`}
  </section>`;
}

/** The place of a mutant and what it changes. */
export function changeView(mutant: MeasuredMutant): SafeHtml {
  const { path, location, functionName, original, replacement, status } = mutant;
  return html`<a href="#report" data-report-path="${path}">${path}:${location.start.line}</a>
    <span class="quiet">${functionName}</span>
    <span class="change"
      ><del>${excerpt(original)}</del> <span aria-hidden="true">→</span>
      <ins>${excerpt(replacement) || 'removed'}</ins></span
    >
    ${status === 'NoCoverage' && html`<span class="quiet">not covered</span>`}`;
}

function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > LONGEST_EXCERPT ? `${line.slice(0, LONGEST_EXCERPT - 1)}…` : line;
}
