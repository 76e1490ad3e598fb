import { isContradicted, isUndetected } from '../../shared/mutation-score.ts';
import type { TriagedMutant } from '../../shared/mutant-result.ts';
import { describeMark } from '../reporting/describe-mark.ts';
import { html, type SafeHtml } from './html.ts';
import { changeView } from './uncaught-view.ts';
import { formatCount } from './wording.ts';

/** Mutants that somebody has marked: those whose mark a test contradicts in the open, those that are as it says folded away. */
export function markedView(mutants: readonly TriagedMutant[], hasMore: boolean): SafeHtml[] {
  const wrong = mutants.filter(({ triage, status }) => triage && isContradicted(triage.kind, status));
  const uncaught = mutants.filter(({ status }) => isUndetected(status));
  return [
    ...(wrong.length === 0 ? [] : [contradictionsView(wrong)]),
    ...(uncaught.length === 0 ? [] : [foldedView(uncaught, hasMore)]),
  ];
}

const contradictionsView = (mutants: readonly TriagedMutant[]): SafeHtml =>
  html`<section class="uncaught-list marked-wrong" aria-labelledby="contradictions-heading">
    <h2 id="contradictions-heading">Marked as equivalent, and caught by a test</h2>
    <ol>
      ${mutants.map(mutantView)}
    </ol>
  </section>`;

const foldedView = (mutants: readonly TriagedMutant[], hasMore: boolean): SafeHtml =>
  html`<details class="uncaught-list marked" id="marked">
    <summary>Marked as equivalent or not useful <span class="quiet">${formatCount(mutants.length)}</span></summary>
    <ol>
      ${mutants.map(mutantView)}
    </ol>
    ${hasMore && html`<p class="quiet">and more, which the API lists</p>`}
  </details>`;

const mutantView = (mutant: TriagedMutant): SafeHtml =>
  html`<li data-mutant="${mutant.id}">
    ${changeView(mutant)}
    ${mutant.triage && html`<p class="mark quiet">${describeMark(mutant.triage, mutant.status)}</p>`}
  </li>`;
