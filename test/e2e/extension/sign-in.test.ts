import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { packageExtension } from '../../../scripts/package-extension.ts';
import { launchChromium } from '../../helpers/chromium.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';
import { startSignInServer, type SignInServer } from '../../helpers/sign-in-server.ts';
import { type EditorServer, startEditorServer } from '../../helpers/vscode/editor-server.ts';
import { obtainEditorServer } from '../../helpers/vscode/obtain-editor-host.ts';
import { buildProgram, projectRoot } from '../../integration/cli/tinybug-process.ts';
import { waitUntil } from '../../integration/cli/wait-until.ts';
import { Workbench } from './workbench.ts';

const SCREENSHOTS = path.join(projectRoot, 'test-output', 'extension');
const PROGRESS = 'Signing in to';

describe('A person signs in to a service in VS Code', function () {
  this.timeout(180_000);
  let browser: Browser;
  let context: BrowserContext;
  let editor: EditorServer;
  let service: SignInServer;
  let workbench: Workbench;

  const screenshot = (name: string) => workbench.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  const welcome = () => workbench.page.locator('.pane-body .welcome-view-content');
  /** What the editor offers beside the page, in the centre of notifications: there it is also where the page has taken the focus. */
  const offers = async () => {
    const centre = workbench.page.locator('.notifications-center.visible');
    if (!(await centre.isVisible())) await workbench.runCommand('Notifications: Show Notifications');
    await centre.getByText(PROGRESS).first().waitFor();
    return centre;
  };
  const copyLink = async (): Promise<string> => {
    await (await offers()).getByRole('button', { name: 'Copy Link' }).click();
    const read = () => workbench.page.evaluate(() => navigator.clipboard.readText());
    await waitUntil('the link is in the clipboard', async () => (await read()).startsWith(service.url));
    return read();
  };

  before(async () => {
    await buildProgram();
    await mkdir(SCREENSHOTS, { recursive: true });
    service = await startSignInServer();
    service.answer = 'show-code';
    const project = path.join(await temporaryFolder('sign-in'), 'shop');
    await cp(path.join(projectRoot, 'media', 'sample'), project, { recursive: true });
    editor = await startEditorServer({
      files: await obtainEditorServer(),
      folder: await temporaryFolder('vscode'),
      vsix: await packageExtension(await temporaryFolder('vsix')),
      settings: { 'tinybug.service.url': service.url },
      environment: {},
    });
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    workbench = new Workbench(await context.newPage());
    // The browser that does not come back: the code server has no way to this machine's other ports.
    context.on('page', (page) => void page.close());
    workbench.page.setDefaultTimeout(30_000);
    await workbench.open(editor.url, project);
    await workbench.showSurvivors();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.log(workbench.messages.join('\n'));
    await screenshot('sign-in-failed');
  });
  after(async () => {
    await context.close();
    await browser.close();
    await editor.stop();
    await service.close();
  });

  it('the view says that one has to sign in', async () => {
    await welcome().getByText('measures for people who are signed in').waitFor();
    await screenshot('sign-in-1-welcome');
  });

  it('who changes their mind cancels, whatever has become of the page that was opened', async () => {
    await workbench.runCommand('Tinybug: Sign In');
    const centre = await offers();
    await screenshot('sign-in-2-waiting');
    await centre.getByRole('button', { name: 'Cancel' }).first().click();
    await centre.getByText(PROGRESS).waitFor({ state: 'detached' });
    assert.deepEqual(service.grants, []);
    await welcome().getByText('measures for people who are signed in').waitFor();
  });

  it('a code that is pasted signs in, where no browser opens', async () => {
    await workbench.runCommand('Tinybug: Sign In');
    const code = await service.visit(await copyLink());
    await (await offers()).getByRole('button', { name: 'Paste Code…' }).click();
    await workbench.page.locator('.quick-input-widget input[type=password]').fill(code);
    await workbench.page.keyboard.press('Enter');
    await welcome().getByText('measures for people who are signed in').waitFor({ state: 'detached' });
    assert.deepEqual(service.grants, ['authorization_code']);
    await screenshot('sign-in-3-signed-in');
  });

  it('signing out asks for signing in again', async () => {
    await workbench.runCommand('Tinybug: Sign Out');
    await welcome().getByText('measures for people who are signed in').waitFor();
  });
});
