import type { MutantStatus } from '../../shared/mutant.ts';
import type { MutantCounts } from '../../shared/mutation-score.ts';
import { html, type SafeHtml } from './html.ts';
import { countOf, formatCount, OUTCOMES, STATUS_IN_WORDS } from './wording.ts';

/** How many mutants came out how, uncaught first: a bar and the numbers. */
export function countsView(counts: MutantCounts): SafeHtml {
  return html`<div class="counts">
    ${barView(counts)}
    <dl>
      ${OUTCOMES.filter(({ name, statuses }) => name !== 'pending' || countOf(counts, statuses) > 0).map(
        ({ name, label, statuses }) =>
          html` <div class="outcome ${name}" data-outcome="${name}">
            <dt>${label}</dt>
            <dd class="outcome-count">${formatCount(countOf(counts, statuses))}</dd>
            ${name !== 'pending' && statuses.map((status) => statusView(counts, status))}
          </div>`,
      )}
    </dl>
  </div>`;
}

const statusView = (counts: MutantCounts, status: MutantStatus): SafeHtml =>
  html`<dd class="quiet">${formatCount(counts[status])} ${STATUS_IN_WORDS[status]}</dd>`;

const BAR_WIDTH = 1000;

/** Drawn, so that no inline style is needed. */
function barView(counts: MutantCounts): SafeHtml {
  const parts = OUTCOMES.filter(({ name }) => name !== 'left-out').map(({ name, statuses }) => ({
    name,
    count: countOf(counts, statuses),
  }));
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let left = 0;
  const bars = parts.map(({ name, count }) => {
    const width = total === 0 ? 0 : (count / total) * BAR_WIDTH;
    left += width;
    return html`<rect
      class="${name}"
      x="${(left - width).toFixed(2)}"
      y="0"
      width="${width.toFixed(2)}"
      height="10"
    ></rect>`;
  });
  return html`<svg class="outcome-bar" viewBox="0 0 ${BAR_WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
    ${bars}
  </svg>`;
}
