import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { organisationPageAddress, runPageAddress } from '../../service/pages/page-key.ts';
import type { Store } from '../../service/storage/store.ts';
import { ACCESS_KEY_SECRET, type ApiServer, startApiServer } from '../helpers/api-server.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { completeRun, createSampleResult, prepareSampleRun, type SampleRun } from '../helpers/sample-run.ts';
import { type ColorScheme, createPageContext, RunPage } from './run-page.ts';

const SCREENSHOTS = path.resolve(import.meta.dirname, '../../test-output');
const MEASURED_FIRST = 12;
const UNMUTATED = [
  ...Array.from({ length: 12 }, (_, index) => ({
    path: 'shop/cart.py',
    line: index + 1,
    reason: 'Imports are not mutated.',
  })),
  { path: 'shop/shipping.py', line: 4, reason: 'Context managers are left alone.' },
  { path: 'shop/shipping.py', line: 9, reason: 'Context managers are left alone.' },
];

describe('The page of a run, in a browser', () => {
  let api: ApiServer;
  let store: Store;
  let browser: Browser;
  let context: BrowserContext | undefined;
  before(async function () {
    this.timeout(300_000);
    await mkdir(SCREENSHOTS, { recursive: true });
    api = await startApiServer();
    store = api.organisation.store;
    browser = await launchChromium();
  });
  afterEach(() => context?.close());
  after(async () => {
    await browser.close();
    await api.close();
  });

  async function open(address: string, colorScheme: ColorScheme): Promise<RunPage> {
    context = await createPageContext(browser, colorScheme);
    const runPage = new RunPage(await context.newPage(), api.origin);
    await runPage.page.goto(address);
    return runPage;
  }
  const addressOf = ({ run }: SampleRun) => runPageAddress(api.origin, ACCESS_KEY_SECRET, 'local', run.id);
  const measure = (sample: SampleRun, from: number, to?: number) =>
    store.recordResults(
      sample.run.id,
      sample.mutants
        .slice(from, to)
        .map((mutant, index) => createSampleResult(mutant, (from + index) % 4 === 1 ? 'Survived' : 'Killed')),
    );

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`shows results as they arrive, without being loaded again, in ${colorScheme}`, async () => {
      const sample = await prepareSampleRun(store);
      const runPage = await open(addressOf(sample), colorScheme);
      const { page } = runPage;
      await runPage.waitForCount('pending', 20);
      await runPage.waitForReportRow('cart.py', /10\s*$/);

      await measure(sample, 0, MEASURED_FIRST);
      await runPage.waitForCount('uncaught', 3);
      await runPage.waitForCount('caught', 9);
      await page.getByText('12 of 20 mutants').waitFor();
      await runPage.waitForReportRow('cart.py', /70\.00/);
      await page.getByRole('link', { name: 'shop/cart.py:28' }).waitFor();
      await page.screenshot({ path: path.join(SCREENSHOTS, `run-page-live-${colorScheme}.png`) });
      assert.deepEqual(await runPage.seriousAxeViolations(), []);

      await measure(sample, MEASURED_FIRST);
      await completeRun(store, sample.run.id);
      await page.getByText('75.0 %').waitFor();
      await runPage.waitForCount('caught', 15);
      await runPage.waitForReportRow('shipping.py', /9\s*$/);
      assert.equal(await page.getByRole('status').textContent(), 'Completed');
      await page.screenshot({ path: path.join(SCREENSHOTS, `run-page-${colorScheme}.png`), fullPage: true });
      assert.deepEqual(await runPage.seriousAxeViolations(), []);

      assert.deepEqual(runPage.complaints, []);
      assert.equal(runPage.loads, 1);
      assert.ok(!page.url().includes('key='));
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`leads to the statements without a mutant and back, in ${colorScheme}`, async () => {
      const sample = await prepareSampleRun(store, undefined, UNMUTATED);
      const runPage = await open(addressOf(sample), colorScheme);
      const { page } = runPage;
      await page.screenshot({ path: path.join(SCREENSHOTS, `run-page-reach-link-${colorScheme}.png`) });
      await page.getByRole('link', { name: '14 statements without a mutant' }).click();
      await page.getByRole('heading', { name: 'Statements without a mutant' }).waitFor();
      assert.equal(await page.getByText('shop/cart.py:3', { exact: true }).isVisible(), false);
      await page.getByText('Imports are not mutated.').click();
      await page.getByText('shop/cart.py:3', { exact: true }).waitFor();
      await page.screenshot({ path: path.join(SCREENSHOTS, `reach-page-${colorScheme}.png`), fullPage: true });
      assert.deepEqual(await runPage.seriousAxeViolations(), []);
      await page.getByRole('link', { name: 'sample' }).click();
      await runPage.waitForCount('pending', 20);
      assert.deepEqual(runPage.complaints, []);
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`shows marks of an ended run as they are made, folded away and with their reason, in ${colorScheme}`, async () => {
      const sample = await prepareSampleRun(store);
      await measure(sample, 0);
      await completeRun(store, sample.run.id);
      const runPage = await open(addressOf(sample), colorScheme);
      const { page } = runPage;
      await page.locator('mte-metrics-table').getByText('cart.py').waitFor();
      const { repositoryId } = sample.run;
      const [survivor = '', other = ''] = sample.mutants.filter((_, index) => index % 4 === 1).map(({ id }) => id);
      const reason = '<img src=x onerror=alert(1)> same';
      const mark = { kind: 'equivalent', reason, proposedBy: 'person' } as const;
      await store.recordTriage(repositoryId, { mutantId: survivor, by: 'ada', mark });
      await page.getByText('78.9 % without 1 marked mutant: 1 equivalent').waitFor();
      await page.getByText('75.0 %').first().waitFor();
      assert.equal(await page.getByText(reason).isVisible(), false);
      await page.getByText('Marked as equivalent or not useful').click();
      await page.getByText(`: ${reason}`).waitFor();
      await page.screenshot({ path: path.join(SCREENSHOTS, `run-page-marked-${colorScheme}.png`) });
      assert.deepEqual(await runPage.seriousAxeViolations(), []);
      await store.recordTriage(repositoryId, { mutantId: other, by: 'bob', mark: { ...mark, kind: 'not-useful' } });
      await page.getByText('Marked as not useful by bob').waitFor();
      for (const mutantId of [survivor, other]) await store.recordTriage(repositoryId, { mutantId, by: 'ada' });
      await page.getByText('Marked as equivalent or not useful').waitFor({ state: 'detached' });
      assert.deepEqual(runPage.complaints, []);
      assert.equal(runPage.loads, 1);
    });
  }

  it('has the colours of its report, also when they are switched by hand', async () => {
    const sample = await prepareSampleRun(store);
    const { page } = await open(addressOf(sample), 'dark');
    await page.locator('mutation-test-report-app[theme="dark"]').waitFor();
    const [darkPage, darkReport] = await page.evaluate(readBackgrounds);
    assert.deepEqual(darkPage, darkReport);
    assert.ok(darkPage?.every((part) => part < 64));
    await page.locator('mte-theme-switch label').click();
    await page.locator('html[data-theme="light"]').waitFor();
    assert.deepEqual(await page.evaluate(readBackgrounds), [
      [255, 255, 255],
      [255, 255, 255],
    ]);
  });

  it('leads from an uncaught mutant to its file in the report', async () => {
    const sample = await prepareSampleRun(store);
    await measure(sample, 0);
    await completeRun(store, sample.run.id);
    const { page } = await open(addressOf(sample), 'light');
    await page.locator('mte-metrics-table').getByText('shipping.py').waitFor();
    await page.getByRole('link', { name: 'shop/shipping.py:21' }).click();
    await page.locator('mte-file').getByText('def is_express_possible').waitFor();
  });

  it('shows the report when the mutants are known only after the page was opened', async () => {
    const { id: repositoryId } = await store.registerRepository({
      ciProvider: 'local',
      location: '/late',
      name: 'late',
    });
    const { run } = await store.createRun({ repositoryId, settings: {} }, undefined);
    const runPage = await open(runPageAddress(api.origin, ACCESS_KEY_SECRET, 'local', run.id), 'light');
    await runPage.page.getByText('Queued').first().waitFor();
    assert.equal(await runPage.page.locator('mutation-test-report-app').count(), 0);
    const sample = await prepareSampleRun(store, run);
    await runPage.waitForReportRow('cart.py', /10\s*$/);
    await measure({ ...sample, run }, 0, 2);
    await runPage.waitForCount('uncaught', 1);
  });

  it('says why a run failed and what to do', async () => {
    const { run } = await prepareSampleRun(store);
    const problem = {
      code: 'baseline-failed',
      title: 'The tests fail without any mutant',
      detail: 'tests/test_a.py::test_b <b>',
      nextStep: 'Mend them.',
    } as const;
    await store.updateRun(run.id, { status: 'Failed', problem, endedAt: new Date().toISOString() }, [
      { type: 'run-failed', problem },
    ]);
    const runPage = await open(runPageAddress(api.origin, ACCESS_KEY_SECRET, 'local', run.id), 'light');
    await runPage.page.getByText('tests/test_a.py::test_b <b>').waitFor();
    assert.deepEqual(await runPage.seriousAxeViolations(), []);
  });

  it('is found from the list of runs, which is accessible in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const runPage = await open(organisationPageAddress(api.origin, ACCESS_KEY_SECRET, 'local'), colorScheme);
      assert.deepEqual(await runPage.seriousAxeViolations(), []);
      await runPage.page.getByRole('link', { name: 'sample' }).first().click();
      await runPage.page.getByRole('heading', { name: 'sample', level: 1 }).first().waitFor();
      assert.deepEqual(runPage.complaints, []);
      await context?.close();
    }
  });
});

/** Runs in the browser: the backgrounds of page and report as red, green and blue, in whichever notation they are written. */
function readBackgrounds(): number[][] {
  const painter = document.createElement('canvas').getContext('2d');
  const report = document.querySelector<HTMLElement & { themeBackgroundColor: string }>('mutation-test-report-app');
  return [getComputedStyle(document.body).backgroundColor, report?.themeBackgroundColor ?? ''].map((colour) => {
    if (painter === null) return [];
    painter.fillStyle = colour;
    painter.fillRect(0, 0, 1, 1);
    return [...painter.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  });
}
