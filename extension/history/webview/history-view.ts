/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { type MessageFromPanel, MessageToPanel, PanelState } from '../history-messages.ts';
import { detailView } from './detail-view.ts';
import { element } from './elements.ts';
import { runsView } from './runs-view.ts';
import { createButton, registerToolkit } from './toolkit.ts';
import { trendView } from './trend-view.ts';

/** What VS Code gives to the script of a panel, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: MessageFromPanel): void;
  getState(): unknown;
  setState(state: PanelState): void;
};

const editor = acquireVsCodeApi();
const main = requireElement('main');
const announcement = requireElement('announcement');
let state = PanelState.safeParse(editor.getState()).data;

function requireElement(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The panel has no #${id}.`);
  return found;
}

function keep(next: PanelState): void {
  state = next;
  editor.setState(next);
  render();
}

function select(runId: string): void {
  if (!state) return;
  const others = state.selected.filter((each) => each !== runId);
  // The third takes the place of the first.
  const selected = others.length < state.selected.length ? others : [...others, runId].slice(-2);
  keep({ ...state, selected });
}

function render(): void {
  if (!state) return;
  const { history, detail, selected } = state;
  const { labels } = history;
  const focused = describeFocus();
  const [first, second] = selected;
  const compare = () => {
    if (first !== undefined && second !== undefined) editor.postMessage({ type: 'compare', runIds: [first, second] });
  };
  main.replaceChildren(
    ...[
      element('h1', {}, labels.title),
      element(
        'p',
        { class: 'actions' },
        createButton({ label: labels.refresh, onClick: () => editor.postMessage({ type: 'refresh' }) }),
        createButton({ label: labels.compare, isDisabled: second === undefined, onClick: compare }),
      ),
      history.trend && trendView(history.trend, labels),
      runsView(history, {
        isSelected: (runId) => selected.includes(runId),
        select,
        show: (runId) => editor.postMessage({ type: 'show', runId }),
      }),
      element('p', { class: 'remark' }, history.remark),
      detail &&
        detailView(detail, labels, {
          openInBrowser: (runId) => editor.postMessage({ type: 'open-in-browser', runId }),
          exportReport: (runId) => editor.postMessage({ type: 'export-report', runId }),
        }),
    ].filter((child) => child !== undefined),
  );
  focused()?.focus();
}

/** The elements are made anew; who works by keyboard stays where they were. */
function describeFocus(): () => HTMLElement | undefined {
  const before = [...main.querySelectorAll<HTMLElement>('vscode-button, vscode-checkbox')];
  const index = before.findIndex((each) => each === document.activeElement);
  return () =>
    index === -1 ? undefined : [...main.querySelectorAll<HTMLElement>('vscode-button, vscode-checkbox')][index];
}

function receive(data: unknown): void {
  const parsed = MessageToPanel.safeParse(data);
  if (!parsed.success) return;
  const message = parsed.data;
  switch (message.type) {
    case 'history': {
      const { folder, history } = message;
      const present = new Set(history.rows.map(({ runId }) => runId));
      const selected = (state?.selected ?? []).filter((runId) => present.has(runId));
      keep({ folder, history, selected, ...(state?.detail && { detail: state.detail }) });
      announcement.textContent = history.remark;
      break;
    }
    case 'detail':
      if (!state) return;
      keep({ ...state, detail: message.detail });
      announcement.textContent = message.detail.heading;
      document.getElementById('detail-heading')?.focus();
      break;
    case 'problem':
    case 'working':
      announcement.textContent = message.text;
      break;
  }
}

registerToolkit();
render();
window.addEventListener('message', ({ data }) => receive(data));
editor.postMessage({ type: 'ready', hasHistory: state !== undefined });
