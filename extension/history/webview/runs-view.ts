/// <reference lib="dom" />
import type { History, HistoryLabels, HistoryRow } from '../history-messages.ts';
import { element } from './elements.ts';
import { createButton, createCheckbox } from './toolkit.ts';

export interface RunActions {
  readonly isSelected: (runId: string) => boolean;
  readonly select: (runId: string) => void;
  readonly show: (runId: string) => void;
}

export function runsView({ labels, rows }: History, actions: RunActions): HTMLElement {
  if (rows.length === 0) return element('p', {}, labels.noRuns);
  const headings = [
    labels.compared,
    labels.started,
    labels.measured,
    labels.outcome,
    labels.score,
    labels.caught,
    labels.uncaught,
    labels.marked,
    labels.withoutVerdict,
    labels.duration,
  ];
  return element(
    'div',
    { class: 'table', tabindex: '0', role: 'region', 'aria-label': labels.runs },
    element(
      'table',
      {},
      element('caption', {}, labels.runs),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...headings.map((text) => element('th', { scope: 'col' }, text)),
          element('td', {}, undefined),
        ),
      ),
      element('tbody', {}, ...rows.map((row) => rowView(row, labels, actions))),
    ),
  );
}

function rowView(row: HistoryRow, labels: HistoryLabels, { isSelected, select, show }: RunActions): HTMLElement {
  const { runId, startedAt, startedText } = row;
  const checkbox = createCheckbox({
    label: labels.select.replace('{0}', startedText),
    isChecked: isSelected(runId),
    onChange: () => select(runId),
  });
  const button = createButton({ label: labels.show, isSecondary: true, onClick: () => show(runId) });
  button.setAttribute('aria-label', `${labels.show}: ${startedText}`);
  const number = (count: number) => element('td', { class: 'number' }, String(count));
  return element(
    'tr',
    { 'data-run': runId },
    element('td', {}, checkbox),
    element('th', { scope: 'row' }, element('time', { datetime: startedAt }, startedText)),
    element('td', {}, row.measuredText),
    element('td', {}, row.statusText),
    element('td', { class: 'number' }, row.scoreText),
    number(row.caught),
    number(row.uncaught),
    number(row.marked),
    number(row.withoutVerdict),
    element('td', { class: 'number' }, row.durationText),
    element('td', {}, button),
  );
}
