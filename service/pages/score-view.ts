import type { MutationScore } from '../../shared/mutation-score.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import { describeContradictions, describeMarks } from '../reporting/triage-of-runs.ts';
import { html, type SafeHtml } from './html.ts';
import { formatCount, formatShare, WITHHELD_IN_WORDS } from './wording.ts';

/** The score with what is needed to judge it, or why there is none. */
export function scoreView(run: Run): SafeHtml {
  if (run.score !== undefined)
    return run.score.score === undefined ? withheldView(run.score) : numberView(run, run.score);
  if (hasEnded(run.status))
    return html`<div class="score">
      <p class="score-number score-absent">No score</p>
      <p>The run ended before there was anything to measure.</p>
    </div>`;
  return html`<div class="score">
    <p class="score-number score-absent">No score yet</p>
    <p>It is there when every mutant is measured.</p>
  </div>`;
}

function numberView(
  run: Run,
  { score = 0, detected, valid, withoutVerdict, confidenceInterval }: MutationScore,
): SafeHtml {
  return html`<div class="score">
    <p class="score-number">${formatShare(score)}</p>
    <p>${formatCount(detected)} of ${formatCount(valid)} bugs caught</p>
    ${confidenceInterval && html`<p class="quiet">95 % sure between ${formatShare(confidenceInterval.low)} and ${formatShare(confidenceInterval.high)}${sampleOf(run)}</p>`}
    ${withoutVerdict > 0 && html`<p class="quiet">${formatCount(withoutVerdict)} more without a verdict</p>`}
    ${marksView(run)}
  </div>`;
}

/** Marks are what people say; the number above is what was measured. */
function marksView({ triage }: Run): SafeHtml[] {
  if (triage === undefined) return [];
  const sentences = [describeMarks(triage), describeContradictions(triage)];
  return sentences.filter((text) => text !== undefined).map((text) => html`<p class="quiet marks">${text}</p>`);
}

function sampleOf({ selection }: Run): string {
  if (selection === undefined) return '';
  return `: a sample of ${formatCount(selection.selected)} of ${formatCount(selection.enumerated)} mutants`;
}

function withheldView({ detected, valid, withheld }: MutationScore): SafeHtml {
  return html`<div class="score">
    <p class="score-number score-absent">No score</p>
    <ul>
      ${withheld.map((reason) => html`<li>${WITHHELD_IN_WORDS[reason]}</li>`)}
    </ul>
    ${valid > 0 && html`<p class="quiet">${formatCount(detected)} of ${formatCount(valid)} bugs caught in what was measured</p>`}
  </div>`;
}
