import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { z } from 'zod';
import type { ApiClient } from '../../shared/api-client.ts';
import { ExitCode } from '../../shared/error-code.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import { embeddedRunPage } from '../../service/embedded/page-links.ts';
import { formatPercent } from '../../service/cli/format-score.ts';
import { countOf, formatShare, OUTCOMES } from '../../service/pages/wording.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { temporaryFolder } from '../helpers/python-projects.ts';
import {
  activeEnvironment,
  buildProgram,
  connectToService,
  listProcessesOf,
  newDataFolder,
  projectRoot,
  readLog,
  startService,
  startTinybug,
  type TinybugProcess,
  waitForOutput,
} from '../integration/cli/tinybug-process.ts';
import { waitUntil } from '../integration/cli/wait-until.ts';
import { type ColorScheme, createPageContext, RunPage } from './run-page.ts';

const SCREENSHOTS = path.join(projectRoot, 'test-output');
/** On a busy machine every step of a run takes its time. */
const LONGEST_MS = 120_000;
const ORGANISATION = { org: 'local' };

/** Gives time to look: without it the sample is measured before a browser has drawn the page. */
const SLOWER_TESTS = `import time

import pytest


@pytest.fixture(autouse=True)
def take_a_moment():
    time.sleep(0.02)
`;

describe('The whole service, seen in a browser', function () {
  this.timeout(180_000);
  let browser: Browser;
  let context: BrowserContext | undefined;
  let started: TinybugProcess | undefined;
  let project: string;
  let dataFolder: string;
  before(async () => {
    await buildProgram();
    await mkdir(SCREENSHOTS, { recursive: true });
    browser = await launchChromium();
    project = path.join(await temporaryFolder('sample'), 'shop');
    await cp(path.join(projectRoot, 'media', 'sample'), project, { recursive: true });
    await writeFile(path.join(project, 'conftest.py'), SLOWER_TESTS);
  });
  beforeEach(async () => {
    dataFolder = await newDataFolder();
  });
  afterEach(async () => {
    await context?.close();
    started?.kill('SIGKILL');
    await started;
  });
  after(() => browser.close());

  /** Opens the page of a run that has just begun, and sees it through to its end. */
  async function watchRun(client: ApiClient, address: string, runId: string, scheme: ColorScheme): Promise<Run> {
    context = await createPageContext(browser, scheme);
    const runPage = new RunPage(await context.newPage(), new URL(address).origin);
    const { page } = runPage;
    page.setDefaultTimeout(LONGEST_MS);
    await page.goto(address);
    const opened = await runPage.readCounts();
    assert.equal(opened['caught'], 0, 'the page was opened too late to see it fill');
    await page.locator('[data-outcome="pending"]').waitFor();
    await page.waitForFunction(hasBothOutcomes);
    await page.locator('mte-metrics-table tr', { hasText: 'cart.py' }).waitFor();
    await page.screenshot({ path: path.join(SCREENSHOTS, `whole-service-live-${scheme}.png`) });
    assert.ok(Number((await runPage.readCounts())['pending']) > 0, 'the run ended before the screenshot was taken');
    assert.deepEqual(await runPage.seriousAxeViolations(), []);

    await page.locator('[role="status"]', { hasText: 'Completed' }).waitFor({ state: 'attached' });
    const run = await client.call('showRun', { params: { ...ORGANISATION, runId } });
    await checkNumbers(client, runPage, run);
    await page.screenshot({ path: path.join(SCREENSHOTS, `whole-service-${scheme}.png`), fullPage: true });
    assert.deepEqual(runPage.complaints, []);
    assert.equal(runPage.loads, 1);
    return run;
  }

  it('fills live while `serve` measures a run that the API started, and ends with the numbers of the API', async () => {
    const { child, client, url, token } = await startService(dataFolder);
    started = child;
    const { id: repositoryId } = await client.call('registerRepository', {
      params: ORGANISATION,
      body: { ciProvider: 'local', location: project },
    });
    const python = path.join((await activeEnvironment()).VIRTUAL_ENV, 'bin', 'python');
    const { id: runId } = await client.call('startRun', {
      params: ORGANISATION,
      body: { repositoryId, settings: { python } },
    });
    const run = await watchRun(client, embeddedRunPage(url, token, runId), runId, 'light');
    assert.equal(run.status, 'Completed', readLog(dataFolder));
    child.kill('SIGTERM');
    assert.equal((await child).exitCode, ExitCode.Success);
    await waitUntil('nothing runs', async () => (await listProcessesOf(dataFolder)).length === 0);
  });

  it('fills live while `measure --serve` measures, stays afterwards, and ends with Ctrl-C', async () => {
    const child = startTinybug(dataFolder, ['measure', project, '--serve'], await activeEnvironment());
    started = child;
    await waitForOutput(child, (text) => text.includes('Running the tests without mutants'));
    const { client, url, token } = connectToService(dataFolder);
    const { items } = await client.call('listRuns', { params: ORGANISATION });
    assert.deepEqual(
      items.map((item) => hasEnded(item.status)),
      [false],
    );
    const runId = items[0]?.id ?? '';
    const address = embeddedRunPage(url, token, runId);
    const stays = waitForOutput(child, (text) => text.includes('The page stays until Ctrl-C.'));
    const run = await watchRun(client, address, runId, 'dark');
    const text = await stays;
    assert.ok(text.includes(`Page: ${address}\n`), text);
    assert.ok(text.includes(`Mutation score: ${formatPercent(run.score?.score ?? Number.NaN)} (`), text);
    child.kill('SIGINT');
    const ended = await child;
    assert.equal(ended.exitCode, ExitCode.Success, ended.all);
    await waitUntil('nothing runs', async () => (await listProcessesOf(dataFolder)).length === 0);
  });
});

/** Runs in the browser. */
function hasBothOutcomes(): boolean {
  const counts = ['caught', 'uncaught'].map((name) =>
    Number(document.querySelector(`[data-outcome="${name}"] .outcome-count`)?.textContent),
  );
  return counts.every((count) => count > 0);
}

/** Summary and report of the page say what the API says. */
async function checkNumbers(client: ApiClient, runPage: RunPage, run: Run): Promise<void> {
  const { page } = runPage;
  const expected = OUTCOMES.map(({ name, statuses }) => [name, countOf(run.counts, statuses)] as const);
  assert.deepEqual(await runPage.readCounts(), Object.fromEntries(expected.filter(([name]) => name !== 'pending')));
  assert.equal(run.counts.Pending, 0);
  assert.ok(run.score?.score !== undefined && run.score.detected > 0 && run.score.detected < run.score.valid);
  await page.getByText(formatShare(run.score.score), { exact: true }).first().waitFor();
  const statuses = listStatuses(await client.call('exportReport', { params: { ...ORGANISATION, runId: run.id } }));
  await page.waitForFunction(hasWholeReport, statuses.length);
  assert.deepEqual(listStatuses(await page.evaluate(readReport)), statuses);
}

const Report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ id: z.string(), status: z.string() })) })),
});

const listStatuses = (report: unknown): string[] =>
  Object.values(Report.parse(report).files)
    .flatMap(({ mutants }) => mutants.map(({ id, status }) => `${id} ${status}`))
    .sort();

type ReportElement = HTMLElement & { report?: z.infer<typeof Report> };

/** Runs in the browser. */
const readReport = (): unknown => document.querySelector<ReportElement>('mutation-test-report-app')?.report;

/** Runs in the browser: the stored report replaces the live one a moment after the run's end. */
function hasWholeReport(count: number): boolean {
  const element = document.querySelector<ReportElement>('mutation-test-report-app');
  const mutants = Object.values(element?.report?.files ?? {}).flatMap((file) => file.mutants);
  return mutants.length === count && mutants.every(({ status }) => status !== 'Pending');
}
