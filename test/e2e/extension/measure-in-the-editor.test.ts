import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { Browser, BrowserContext } from 'playwright-core';
import { findFolders } from '../../../service/embedded/folders.ts';
import { packageExtension, sizeOf } from '../../../scripts/package-extension.ts';
import { launchChromium } from '../../helpers/chromium.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';
import { type EditorServer, type EditorServerOptions, startEditorServer } from '../../helpers/vscode/editor-server.ts';
import { obtainEditorServer } from '../../helpers/vscode/obtain-editor-host.ts';
import { activeEnvironment, buildProgram, newDataFolder, projectRoot } from '../../integration/cli/tinybug-process.ts';
import { waitUntil } from '../../integration/cli/wait-until.ts';
import { Workbench } from './workbench.ts';

const SCREENSHOTS = path.join(projectRoot, 'test-output', 'extension');
/** Long enough to see the run go on, and to cancel it. */
const SLOWER_TESTS = `import time

import pytest


@pytest.fixture(autouse=True)
def take_a_moment():
    time.sleep(0.02)
`;
const FILE = 'shop/shipping.py';

/** A repository whose branch has changed one line of the file since it left `main`. */
async function branchOff(project: string): Promise<void> {
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: project });
  const file = path.join(project, FILE);
  const text = await readFile(file, 'utf8');
  await git('init', '--initial-branch=main');
  await writeFile(file, text.replace('2_000', '1_500'));
  await git('add', '.');
  await git('commit', '--message=before');
  await git('switch', '--create', 'topic');
  await writeFile(file, text);
  await git('commit', '--all', '--message=after');
}

describe('A person measures tests in VS Code', function () {
  this.timeout(300_000);
  let browser: Browser;
  let context: BrowserContext;
  let server: EditorServer;
  let serverOptions: EditorServerOptions;
  let workbench: Workbench;
  let project: string;

  const screenshot = (name: string) => workbench.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  /** What is opened next is the same installation, with the extension in it. */
  async function closeEditor(): Promise<void> {
    await context.close();
    await server.stop();
    const { files, folder, settings, environment } = serverOptions;
    serverOptions = { files, folder, settings: settings ?? {}, environment: environment ?? {}, port: server.port };
  }
  async function openEditor(): Promise<void> {
    server = await startEditorServer(serverOptions);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    workbench = new Workbench(await context.newPage());
    workbench.page.setDefaultTimeout(40_000);
    await workbench.open(server.url, project);
  }

  before(async () => {
    await buildProgram();
    await mkdir(SCREENSHOTS, { recursive: true });
    browser = await launchChromium();
    project = path.join(await temporaryFolder('editor'), 'shop');
    await cp(path.join(projectRoot, 'media', 'sample'), project, { recursive: true });
    const { VIRTUAL_ENV } = await activeEnvironment();
    await writeFile(path.join(project, 'tinybug.toml'), `python = "${VIRTUAL_ENV}/bin/python"\nworkers = 2\n`);
    await writeFile(path.join(project, 'conftest.py'), SLOWER_TESTS);
    await branchOff(project);
    const vsix = await packageExtension(await temporaryFolder('vsix'));
    console.log(`    The VSIX has ${Math.ceil(sizeOf(vsix) / 1024)} KiB`);
    serverOptions = {
      files: await obtainEditorServer(),
      folder: await temporaryFolder('vscode'),
      vsix,
      settings: {
        'tinybug.embedded.command': [process.execPath, path.join(projectRoot, 'dist', 'cli.js')],
        'debug.allowBreakpointsEverywhere': true,
        'workbench.colorTheme': 'Light Modern',
      },
      environment: { TINYBUG_DATA: await newDataFolder(), TINYBUG_CACHE: findFolders(process.env).cache },
    };
    await openEditor();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.log(workbench.messages.join('\n'));
    await screenshot('failed');
  });
  after(async () => {
    await context.close();
    await server.stop();
    await browser.close();
  });

  it('before the first run the view says what to do', async () => {
    await workbench.showSurvivors();
    await workbench.page.locator('.pane-body .welcome-view-content a', { hasText: 'Measure Tests' }).first().waitFor();
    await screenshot('1-welcome');
  });

  it('marks appear while the run goes on, and the status bar counts', async () => {
    await workbench.openFile(FILE);
    await workbench.runCommand('Tinybug: Measure Tests');
    await workbench
      .statusBar()
      .filter({ hasText: /\d+ of \d+ mutants, [1-9]\d* uncaught/ })
      .waitFor();
    await workbench.marks().first().waitFor();
    await screenshot('2-running');
    await workbench
      .statusBar()
      .filter({ hasText: /\d+ %, \d+ uncaught/ })
      .waitFor();
    assert.ok((await workbench.squiggles().count()) > 0);
    await screenshot('3-marks-light');
  });

  it('nothing tells of findings but the marks', async () => {
    assert.deepEqual(await workbench.readNotifications(), []);
  });

  it('the hover shows the diff and the tests', async () => {
    const hover = await workbench.hover(workbench.squiggles().first());
    await hover.getByText('Survived: tests ran and none failed').first().waitFor();
    await hover.getByText('Show diff').first().waitFor();
    await screenshot('4-hover');
    await hover.getByText('Show diff').first().click();
    await workbench.page.locator('.monaco-diff-editor').waitFor();
    await workbench.page
      .locator('.monaco-diff-editor .char-insert, .monaco-diff-editor .line-insert')
      .first()
      .waitFor();
    await screenshot('5-diff');
    await workbench.page.keyboard.press('Control+F4');
  });

  it('a breakpoint can be set where a mark is', async () => {
    await workbench.tab('shipping.py').click();
    const mark = await workbench.marks().first().boundingBox();
    assert.ok(mark);
    const editor = await workbench.page.locator('.editor-instance .monaco-editor').first().boundingBox();
    await workbench.page.mouse.click((editor?.x ?? 0) + 10, mark.y + mark.height / 2);
    await workbench.page.locator('.glyph-margin-widgets [class*="codicon-debug-breakpoint"]').first().waitFor();
  });

  it('the view lists survivors by file and function, and filters them', async () => {
    await workbench.showSurvivors();
    await workbench.survivorRows().filter({ hasText: 'is_express_possible' }).first().waitFor();
    await screenshot('6-survivors');
    await workbench.runCommand('Tinybug: Filter Survivors…');
    await workbench.pick('Without coverage only');
    await workbench.survivorRows().filter({ hasText: 'shipping_cost' }).first().waitFor({ state: 'detached' });
    await workbench.survivorRows().filter({ hasText: 'is_express_possible' }).first().waitFor();
    await workbench.runCommand('Tinybug: Filter Survivors…');
    await workbench.pick('All');
  });

  it('a mutant is marked as equivalent and is gone, the filter shows it with the reason, and the mark is taken back', async () => {
    const rows = workbench.survivorRows().filter({ hasText: '2_000' });
    await rows.first().click();
    const before = await rows.count();
    const squiggles = await workbench.squiggles().count();
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 14,' }).waitFor();
    await workbench.chooseQuickFix('as equivalent or not useful…');
    await workbench.pick('Equivalent');
    await workbench.answer('no order is that heavy');
    await workbench.survivorsMessage('1 marked mutant is hidden.').waitFor();
    await waitUntil('the mutant is gone', async () => (await rows.count()) === before - 1);
    await workbench.statusBar().filter({ hasText: '1 of them marked' }).waitFor();
    await screenshot('12-marked');

    await workbench.filterSurvivors('Show marked mutants too');
    const marked = workbench.survivorRows().filter({ hasText: 'equivalent: no order is that heavy' });
    await marked.waitFor();
    assert.equal(await rows.count(), before);
    await screenshot('13-marked-shown');

    await workbench.chooseFromContextMenu(marked, 'Remove Mark');
    await marked.waitFor({ state: 'detached' });
    await waitUntil('the mutant is back', async () => (await rows.count()) === before);
    await waitUntil('its squiggle is back', async () => (await workbench.squiggles().count()) === squiggles);
    await workbench.filterSurvivors('Hide marked mutants');
  });

  it('the view shows on request only what has changed on this branch', async () => {
    await workbench.filterSurvivors('Changed on this branch');
    await workbench.survivorRows().filter({ hasText: 'is_express_possible' }).first().waitFor({ state: 'detached' });
    await workbench.survivorRows().filter({ hasText: '2_000' }).first().waitFor();
    await screenshot('14-changed-on-this-branch');
    await workbench.filterSurvivors('All');
    await workbench.survivorRows().filter({ hasText: 'is_express_possible' }).first().waitFor();
  });

  it('a quick fix writes the comment that ignores a mutant', async () => {
    await workbench.survivorRows().filter({ hasText: '2_000' }).first().click();
    await workbench.tab('shipping.py').waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 14,' }).waitFor();
    await workbench.openQuickFixes();
    await screenshot('7-quick-fix');
    await workbench.page.locator('.action-widget .monaco-list-row', { hasText: 'Ignore' }).first().click();
    const input = workbench.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill('checked by hand');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.view-line', { hasText: '# tinybug: ignore[' }).first().waitFor();
    await workbench.page.keyboard.press('Control+s');
    await waitUntil('the file is saved', async () =>
      /# tinybug: ignore\[\w+\] checked by hand\n/.test(await readFile(path.join(project, FILE), 'utf8')),
    );
  });

  it('marks are told apart in the dark and in high contrast', async () => {
    for (const [name, theme] of [
      ['8-dark', 'Dark Modern'],
      ['9-high-contrast', 'Dark High Contrast'],
    ] as const) {
      await workbench.runCommand('Preferences: Color Theme');
      const input = workbench.page.locator('.quick-input-widget input[type=text]');
      await input.fill(theme);
      await workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await workbench.page.keyboard.press('Enter');
      await workbench.page
        .locator(name === '8-dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.hc-black')
        .waitFor();
      await workbench.marks().first().waitFor();
      await screenshot(name);
    }
  });

  it('a run can be cancelled', async () => {
    await workbench.runCommand('Tinybug: Measure Tests');
    await workbench
      .statusBar()
      .filter({ hasText: /running the tests|finding mutants|mutants,/ })
      .waitFor();
    await workbench.runCommand('Tinybug: Cancel Run');
    await workbench
      .statusBar()
      .filter({ hasText: /cancelled/ })
      .waitFor();
  });

  it('a run goes on after the editor was closed in the middle of it', async () => {
    await workbench.runCommand('Tinybug: Measure Tests');
    await workbench
      .statusBar()
      .filter({ hasText: /\d+ of \d+ mutants/ })
      .waitFor();
    await closeEditor();
    await openEditor();
    await workbench
      .statusBar()
      .filter({ hasText: /\d+ %, \d+ uncaught/ })
      .waitFor();
  });

  it('the results are there when the editor is started again, without a service', async () => {
    await closeEditor();
    serverOptions = {
      ...serverOptions,
      settings: { ...serverOptions.settings, 'tinybug.embedded.command': ['/nonexistent'] },
    };
    await openEditor();
    await workbench.openFile(FILE);
    await workbench.squiggles().first().waitFor();
    await workbench.marks().first().waitFor();
    await screenshot('10-restarted');
  });

  it('the sample shows its results without a service', async () => {
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      workbench.runCommand('Tinybug: Open Sample Results'),
    ]);
    workbench = new Workbench(opened);
    opened.setDefaultTimeout(40_000);
    await opened.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await workbench.openFile(FILE);
    await workbench.squiggles().first().waitFor();
    await workbench
      .statusBar()
      .filter({ hasText: /\d+ %, \d+ uncaught/ })
      .waitFor();
    await screenshot('11-sample');
  });
});
