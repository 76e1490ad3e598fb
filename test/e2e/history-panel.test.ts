import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeComparison } from '../../extension/history/describe-detail.ts';
import { createLabels } from '../../extension/history/history-labels.ts';
import type { MessageToPanel } from '../../extension/history/history-messages.ts';
import { historyPage } from '../../extension/history/history-page.ts';
import { createRow } from '../../extension/history/history-rows.ts';
import { createTrend } from '../../extension/history/trend.ts';
import { buildExtension } from '../../scripts/build-extension.mjs';
import { projectRoot } from '../../scripts/python-tools.ts';
import { calculateMutationScore, emptyMutantCounts } from '../../shared/mutation-score.ts';
import type { Run } from '../../shared/run.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { createMutant } from '../helpers/create-mutant.ts';
import { createRun } from '../helpers/create-run.ts';

const ORIGIN = 'http://panel.test';
const FOLDER = 'file:///projects/shop';
const wording = {
  t: (message: string, ...args: (string | number)[]): string =>
    args.length === 0 ? message : message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
  formatMoment: (timestamp: string): string => timestamp.slice(0, 10),
};
const runOf = (day: number, killed: number, survived: number): Run => {
  const counts = { ...emptyMutantCounts(), Killed: killed, Survived: survived };
  const createdAt = `2026-11-0${day}T10:00:00.000Z`;
  const id = `00000000-0000-4000-8000-00000000000${day}`;
  return createRun({ id, counts, createdAt, score: calculateMutationScore(counts), commit: 'abcdef0123456789' });
};
const runs = [runOf(3, 3, 1), runOf(2, 2, 2), runOf(1, 1, 3)];
const [newest, , oldest] = runs as [Run, Run, Run];
const history: MessageToPanel = {
  type: 'history',
  folder: FOLDER,
  history: {
    labels: createLabels('shop', wording.t),
    rows: runs.map((run) => createRow(run, wording)),
    trend: createTrend(runs, wording)!,
    remark: '3 runs.',
  },
};
const HOSTILE = '<img src=x onerror="document.title=1">';
const mutant = { ...createMutant({ original: HOSTILE }), killedBy: [] };
const comparison: MessageToPanel = {
  type: 'detail',
  detail: describeComparison(
    { run: oldest, mutants: [{ ...mutant, status: 'Survived' }] },
    { run: newest, mutants: [{ ...mutant, status: 'Killed' }] },
    wording,
  ),
};
/** As the editor's two kinds of themes set them, as far as contrast depends on it. */
const THEMES = {
  light: { foreground: '#3b3b3b', background: '#ffffff', button: '#005fb8', 'button-foreground': '#ffffff' },
  dark: { foreground: '#cccccc', background: '#1f1f1f', button: '#0078d4', 'button-foreground': '#ffffff' },
};

/** The panel's own document, script and style under its own policy, in a browser; the test is the editor. */
describe('The history panel', function () {
  this.timeout(120_000);
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  before(async () => {
    await buildExtension();
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(() => context.close());

  async function openPanel(kept?: unknown, theme: keyof typeof THEMES = 'light'): Promise<void> {
    const files: Record<string, [type: string, body: string]> = {
      '/': [
        'text/html',
        historyPage({ cspSource: ORIGIN, nonce: 'n0nce', script: '/view.js', style: '/view.css', language: 'en' }),
      ],
      '/view.js': [
        'text/javascript',
        await readFile(path.join(projectRoot, 'dist', 'extension', 'history-view.js'), 'utf8'),
      ],
      '/view.css': [
        'text/css',
        [
          await readFile(path.join(projectRoot, 'media', 'extension', 'history.css'), 'utf8'),
          `:root { --vscode-foreground: ${THEMES[theme].foreground}; --vscode-editor-background: ${THEMES[theme].background};
           --vscode-button-background: ${THEMES[theme].button}; --vscode-button-foreground: ${THEMES[theme]['button-foreground']};
           --vscode-button-secondaryBackground: ${THEMES[theme].background}; --vscode-button-secondaryForeground: ${THEMES[theme].foreground};
           --vscode-font-family: sans-serif; --vscode-font-size: 13px; background: ${THEMES[theme].background}; }`,
        ].join('\n'),
      ],
    };
    context = await browser.newContext();
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route(`${ORIGIN}/**`, async (route) => {
      const [contentType, body] = files[new URL(route.request().url()).pathname] ?? ['text/plain', ''];
      await route.fulfill({ contentType, body });
    });
    page.setDefaultTimeout(20_000);
    // A text: what the test's loader adds to functions is not there in a page.
    await page.addInitScript(`
      globalThis.editor = { sent: [], state: ${JSON.stringify(kept)} };
      globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => editor.sent.push(message),
        getState: () => editor.state,
        setState: (next) => { editor.state = next; },
      });
    `);
    await page.goto(`${ORIGIN}/`);
  }
  const read = (what: 'sent' | 'state') => page.evaluate(`globalThis.editor.${what}`);
  const tell = (message: unknown) => page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);

  it('says that it is ready, lists the runs, and draws their trend with a name and a description', async () => {
    await openPanel();
    assert.deepEqual(await read('sent'), [{ type: 'ready', hasHistory: false }]);
    await tell(history);
    await page.getByRole('table', { name: 'Runs, newest first' }).waitFor();
    const rows = await page.locator('tbody tr').allInnerTexts();
    assert.equal(rows.length, 3);
    assert.match(rows[0] ?? '', /\t2026-11-03\tabcdef0123\tfinished\t75\.0 %\t3\t1\t0\t/);
    const picture = page.getByRole('img', { name: 'Score over time' });
    assert.equal(await picture.locator('circle').count(), 3);
    assert.match((await picture.locator('desc').textContent()) ?? '', /^3 runs of the whole project, from 25\.0 %/);
    assert.deepEqual(complaints, []);
  });

  it('asks for a run and for a comparison by keyboard alone, and keeps the focus where it was', async () => {
    await openPanel();
    await tell(history);
    await page.getByRole('checkbox', { name: /2026-11-03/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: /2026-11-03/, checked: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: /2026-11-01/, checked: true }).waitFor();
    await page.getByRole('button', { name: 'Compare Two Selected Runs' }).press('Enter');
    assert.deepEqual(((await read('sent')) as unknown[]).slice(1), [
      { type: 'show', runId: newest.id },
      { type: 'compare', runIds: [newest.id, oldest.id] },
    ]);
  });

  it('shows a comparison, and texts from the repository as texts', async () => {
    await openPanel();
    await tell(history);
    await tell(comparison);
    await page.getByRole('heading', { name: 'Newly caught (1)' }).waitFor();
    assert.match(await page.locator(`[data-mutant="${mutant.id}"]`).innerText(), /<img/);
    assert.equal(await page.locator('img').count(), 0);
    assert.deepEqual(complaints, []);
  });

  it('comes back with what it showed, and passes over what is no message or no state', async () => {
    await openPanel();
    await tell(history);
    await tell(comparison);
    await page.getByRole('heading', { name: 'Newly missed (0)' }).waitFor();
    const kept = await read('state');
    await context.close();
    await openPanel(kept);
    await page.getByRole('heading', { name: 'Newly missed (0)' }).waitFor();
    assert.deepEqual(await read('sent'), [{ type: 'ready', hasHistory: true }]);
    await tell({ type: 'history', history: { rows: HOSTILE } });
    await context.close();
    await openPanel({ folder: 7 });
    assert.deepEqual(await read('sent'), [{ type: 'ready', hasHistory: false }]);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`has no serious findings of axe in a ${theme} theme`, async () => {
      await openPanel(undefined, theme);
      await tell(history);
      await tell(comparison);
      await page.getByRole('heading', { name: 'Newly caught (1)' }).waitFor();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      assert.deepEqual(
        serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        [],
      );
    });
  }
});
