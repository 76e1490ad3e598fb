import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { findFolders } from '../../../service/embedded/folders.ts';
import { launchChromium } from '../../helpers/chromium.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';
import { type EditorServer, startEditorServer } from '../../helpers/vscode/editor-server.ts';
import { obtainEditorServer } from '../../helpers/vscode/obtain-editor-host.ts';
import { activeEnvironment, buildProgram, newDataFolder, projectRoot } from '../../integration/cli/tinybug-process.ts';
import { packageExtension } from '../../../scripts/package-extension.ts';
import { Workbench } from './workbench.ts';

const SCREENSHOTS = path.join(projectRoot, 'test-output', 'extension');

describe('A person measures tests in VS Code', function () {
  this.timeout(300_000);
  let browser: Browser;
  let context: BrowserContext;
  let server: EditorServer;
  let workbench: Workbench;

  before(async () => {
    await buildProgram();
    await mkdir(SCREENSHOTS, { recursive: true });
    browser = await launchChromium();
    const project = path.join(await temporaryFolder('editor'), 'shop');
    await cp(path.join(projectRoot, 'media', 'sample'), project, { recursive: true });
    const { VIRTUAL_ENV } = await activeEnvironment();
    await writeFile(path.join(project, 'tinybug.toml'), `python = "${VIRTUAL_ENV}/bin/python"\n`);
    server = await startEditorServer({
      files: await obtainEditorServer(),
      folder: await temporaryFolder('vscode'),
      vsix: await packageExtension(await temporaryFolder('vsix')),
      settings: { 'tinybug.embedded.command': [process.execPath, path.join(projectRoot, 'dist', 'cli.js')] },
      environment: { TINYBUG_DATA: await newDataFolder(), TINYBUG_CACHE: findFolders(process.env).cache },
    });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    workbench = new Workbench(await context.newPage());
    workbench.page.setDefaultTimeout(120_000);
    await workbench.open(server.url, project);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.log(workbench.messages.join('\n'));
    await workbench.page.screenshot({ path: path.join(SCREENSHOTS, 'failed.png') });
  });
  after(async () => {
    await context.close();
    await server.stop();
    await browser.close();
  });

  it('marks appear after Measure Tests, in the gutter, as diagnostics and in the status bar', async () => {
    await workbench.openFile('shop/shipping.py');
    await workbench.runCommand('Tinybug: Measure Tests');
    await workbench.squiggles().first().waitFor();
    await workbench.gutterMarks().first().waitFor();
    await workbench.statusBar().filter({ hasText: /\d+ %, \d+ uncaught/ }).waitFor();
    await workbench.page.screenshot({ path: path.join(SCREENSHOTS, 'marks.png') });
    assert.ok((await workbench.squiggles().count()) > 0);
  });
});
