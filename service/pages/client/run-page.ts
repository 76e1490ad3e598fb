/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { formatDuration } from '../wording.ts';

/** What the server sends when something in the summary changed. */
interface SummaryMessage {
  readonly html: string;
  readonly hasReport: boolean;
  readonly hasEnded: boolean;
}

interface Report {
  readonly files: Readonly<Record<string, unknown>>;
}

/** As far as it is used here; defined by mutation-testing-elements. */
interface ReportElement extends HTMLElement {
  report: Report;
}

const summary = requireElement('summary');
/** Before the links in it lead into the report. */
const shownAtStart = summary.innerHTML;
const announcement = requireElement('announcement');
const place = requireElement('report');
const address = place.dataset['address'] ?? '';

let reportElement: Promise<ReportElement> | undefined;
let paths: readonly string[] = [];

function requireElement(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}.`);
  return element;
}

async function fetchReport(): Promise<Report> {
  const response = await fetch(`${address}/report.json`);
  if (!response.ok) throw new Error(`The report is not there: ${response.status}.`);
  const report = (await response.json()) as Report;
  paths = Object.keys(report.files);
  return report;
}

/**
 * The element drops events that arrive before its report, so it gets the report first; the stream then begins with all results
 * so far, and none is missed.
 */
async function showReport(isLive: boolean): Promise<ReportElement> {
  const element = document.createElement('mutation-test-report-app') as ReportElement;
  element.setAttribute('title-postfix', place.dataset['name'] ?? '');
  element.addEventListener('theme-changed', followTheme);
  element.report = await fetchReport();
  if (isLive) element.setAttribute('sse', `${address}/report-events`);
  place.append(element);
  linkToReport();
  return element;
}

/** The report has its own switch between light and dark; the rest of the page goes with it. */
function followTheme(event: Event): void {
  const { theme } = (event as CustomEvent<{ theme: string }>).detail;
  document.documentElement.dataset['theme'] = theme;
}

/** Links of the list of uncaught mutants lead to the file in the report, whose addresses leave out the folder that all files share. */
function linkToReport(): void {
  const shared = sharedFolder(paths);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-report-path]')) {
    const path = link.dataset['reportPath'] ?? '';
    if (paths.includes(path)) {
      link.href = `#mutant/${path.slice(shared.length).split('/').map(encodeURIComponent).join('/')}`;
    }
  }
}

function sharedFolder(files: readonly string[]): string {
  const [first = '', ...others] = files;
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (!others.every((file) => file.startsWith(folder))) {
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  }
  return folder;
}

function showSummary({ html }: SummaryMessage): void {
  const opened = [...summary.querySelectorAll<HTMLDetailsElement>('details[open]')].map(({ id }) => id);
  const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.textContent : undefined;
  summary.innerHTML = html;
  for (const details of summary.querySelectorAll('details')) details.open = opened.includes(details.id);
  linkToReport();
  if (focused !== undefined) {
    [...summary.querySelectorAll('a')].find(({ textContent }) => textContent === focused)?.focus();
  }
  const status = summary.querySelector('.badge')?.textContent ?? '';
  if (announcement.textContent !== status) announcement.textContent = status;
}

async function update(message: SummaryMessage): Promise<void> {
  showSummary(message);
  if (message.hasReport) reportElement ??= showReport(!message.hasEnded);
  const element = await reportElement;
  // The element adds up only the files it saw change last; the stored report has everything, durations included.
  if (message.hasEnded && element !== undefined) element.report = await fetchReport();
}

function followSummary(): void {
  const events = new EventSource(`${address}/summary-events`);
  events.addEventListener('summary', (event: MessageEvent<string>) => {
    const message = JSON.parse(event.data) as SummaryMessage;
    if (message.hasEnded) events.close();
    void update(message);
    if (message.hasEnded) followTriage(normalise(message.html));
  });
}

/** As the browser writes it, so that two summaries can be compared. */
function normalise(html: string): string {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.innerHTML;
}

/**
 * Marks come and go after the run's end. A browser has few connections to one address, for all its tabs together, so only a
 * page that is looked at holds one.
 */
function followTriage(shownFirst: string): void {
  let events: EventSource | undefined;
  let shown = shownFirst;
  const follow = (): void => {
    events?.close();
    events = undefined;
    if (document.hidden) return;
    events = new EventSource(`${address}/triage-events`);
    events.addEventListener('summary', (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as SummaryMessage;
      const html = normalise(message.html);
      if (html === shown) return;
      shown = html;
      void update(message);
    });
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}

function tick(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-ticking-since]')) {
    const since = Date.parse(element.dataset['tickingSince'] ?? '');
    element.textContent = formatDuration(Date.now() - since);
  }
}

/** See the style of `data-is-summary-visible`. */
new IntersectionObserver(([entry]) => {
  place.dataset['isSummaryVisible'] = String(entry?.isIntersecting ?? false);
}).observe(summary);
summary.addEventListener('click', (event) => {
  const isReportLink = event.target instanceof Element && event.target.closest('a[data-report-path]') !== null;
  if (isReportLink) place.scrollIntoView();
});
const hasEnded = place.dataset['hasEnded'] === 'true';
if (place.dataset['hasReport'] === 'true') reportElement = showReport(!hasEnded);
if (hasEnded) followTriage(shownAtStart);
else followSummary();
setInterval(tick, 1000);
