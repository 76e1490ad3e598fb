import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildExtension } from '../../../scripts/build-extension.mjs';
import { packageExtension } from '../../../scripts/package-extension.ts';
import { projectRoot } from '../../../scripts/python-tools.ts';
import { type ApiServer, startApiServer } from '../../helpers/api-server.ts';
import { launchChromium } from '../../helpers/chromium.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';
import { completeRun, createSampleResult, prepareSampleRun } from '../../helpers/sample-run.ts';
import { startWebHost, type WebHost } from '../../helpers/vscode/web-host.ts';
import { Workbench } from './workbench.ts';

const SCREENSHOTS = path.join(projectRoot, 'test-output', 'extension');

/** The beginning of the workbench's options, as they stand in its page. */
const asAttribute = (options: object): string => JSON.stringify(options).slice(0, -1).replaceAll('"', '&quot;');

describe('A person looks at results in VS Code for the web', function () {
  this.timeout(240_000);
  let browser: Browser;
  let context: BrowserContext;
  let host: WebHost;
  let api: ApiServer;
  let workbench: Workbench;
  const said: string[] = [];

  const screenshot = (name: string) => workbench.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  function take(page: Page): void {
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => said.push(message.text()));
    workbench = new Workbench(page);
  }
  async function openFromExplorer(...names: string[]): Promise<void> {
    for (const name of names)
      await workbench.page
        .locator('.explorer-folders-view .monaco-list-row')
        .filter({ has: workbench.page.getByText(name, { exact: true }) })
        .click();
  }

  before(async () => {
    await buildExtension();
    await mkdir(SCREENSHOTS, { recursive: true });
    const folder = await temporaryFolder('web-host');
    const vsix = await packageExtension(folder);
    await execa('python3', ['-m', 'zipfile', '-e', vsix, path.join(folder, 'unpacked')]);
    const project = path.join(folder, 'shop');
    await cp(path.join(projectRoot, 'media', 'sample'), project, { recursive: true });
    host = await startWebHost(path.join(folder, 'unpacked', 'extension'), project);
    api = await startApiServer({ editorOrigins: [host.url] });
    const { store } = api.organisation;
    const { run, mutants } = await prepareSampleRun(store);
    await store.recordResults(
      run.id,
      mutants.map((mutant) => createSampleResult(mutant, 'Survived')),
    );
    await completeRun(store, run.id);
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    await context.route(
      ({ pathname }) => pathname === '/',
      async (route) => {
        const response = await route.fetch();
        const settings = asAttribute({ configurationDefaults: { 'tinybug.service.url': api.origin } });
        const body = (await response.text()).replace(
          '{&quot;productConfiguration',
          `${settings},&quot;productConfiguration`,
        );
        await route.fulfill({ response, body });
      },
    );
    take(await context.newPage());
    await workbench.page.goto(host.url);
    await workbench.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.log(said.join('\n'));
    await screenshot('web-failed');
  });
  after(async () => {
    await browser.close();
    await api.close();
    await host.stop();
  });

  it('the view says that measuring needs the disk, and what there is to see here', async () => {
    await workbench.showSurvivors();
    const welcome = workbench.page.locator('.pane-body .welcome-view-content');
    await welcome.getByText('Measuring needs the project on disk').waitFor();
    await welcome.getByText('Load Results from the Service').first().waitFor();
    await screenshot('web-1-welcome');
  });

  it('what a run of a service has found is shown', async () => {
    await workbench.runCommand('Tinybug: Set Token of the Service…');
    await workbench.page.locator('.quick-input-widget input[type=password]').fill(api.organisation.token);
    await workbench.page.keyboard.press('Enter');
    await workbench.runCommand('Tinybug: Load Results from the Service');
    await workbench.pick('sample');
    await workbench.survivorRows().filter({ hasText: 'shipping.py' }).first().waitFor();
    await workbench.openFile('shop/shipping.py');
    await workbench.squiggles().first().waitFor();
    await workbench.marks().first().waitFor();
    await screenshot('web-2-service');
  });

  it('the sample shows its marks, its survivors and their hovers', async () => {
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      workbench.runCommand('Tinybug: Open Sample Results'),
    ]);
    take(opened);
    await opened.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await openFromExplorer('shop', 'shipping.py');
    await workbench.squiggles().first().waitFor();
    await workbench.marks().first().waitFor();
    await workbench
      .statusBar()
      .filter({ hasText: /\d+ %, \d+ uncaught/ })
      .waitFor();
    const hover = await workbench.hover(workbench.squiggles().first());
    assert.match(await hover.innerText(), /Survived:\stests\sran\sand\snone\sfailed/);
    await workbench.showSurvivors();
    await workbench.survivorRows().filter({ hasText: 'shipping.py' }).first().waitFor();
    await screenshot('web-4-sample');
  });

  it('a mutant that is to be measured again is not, and a person is told where it can be', async () => {
    await workbench.hover(workbench.squiggles().first());
    await workbench.page.locator('.monaco-hover:visible a', { hasText: 'Measure again' }).first().click();
    await workbench.page
      .locator('.notification-list-item-message')
      .getByText('Open it in VS Code on your machine')
      .first()
      .waitFor();
  });
});
