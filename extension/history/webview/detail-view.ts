/// <reference lib="dom" />
import type { HistoryDetail, HistoryLabels, MutantList } from '../history-messages.ts';
import { element } from './elements.ts';
import { createButton } from './toolkit.ts';

export interface DetailActions {
  readonly openInBrowser: (runId: string) => void;
  readonly exportReport: (runId: string) => void;
}

/** One run, or the comparison of two; what can be done with a run is offered of the only or the later one. */
export function detailView(detail: HistoryDetail, labels: HistoryLabels, actions: DetailActions): HTMLElement {
  const runId = detail.runIds.at(-1) ?? '';
  return element(
    'section',
    { class: 'detail', 'aria-labelledby': 'detail-heading' },
    element('h2', { id: 'detail-heading', tabindex: '-1' }, detail.heading),
    element(
      'p',
      { class: 'actions' },
      createButton({ label: labels.openInBrowser, isSecondary: true, onClick: () => actions.openInBrowser(runId) }),
      createButton({ label: labels.exportReport, isSecondary: true, onClick: () => actions.exportReport(runId) }),
    ),
    element(
      'dl',
      {},
      ...detail.facts.map(({ label, text }) => element('div', {}, element('dt', {}, label), element('dd', {}, text))),
    ),
    ...detail.lists.flatMap((list) => listView(list, labels)),
  );
}

function listView({ heading, lines, remark }: MutantList, labels: HistoryLabels): HTMLElement[] {
  const items = lines.map(({ mutantId, place, change, status }) =>
    element(
      'li',
      { 'data-mutant': mutantId },
      element('span', { class: 'place' }, place),
      ' ',
      element('code', {}, change),
      ` ${status}`,
    ),
  );
  return [
    element('h3', {}, heading),
    items.length === 0 ? element('p', {}, labels.none) : element('ul', {}, ...items),
    ...(remark === undefined ? [] : [element('p', {}, remark)]),
  ];
}
