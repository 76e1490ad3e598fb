import type { FrameLocator, Locator, Page } from 'playwright-core';

/** What a person does and sees in VS Code. */
export class Workbench {
  readonly page: Page;
  /** What the editor has told a person, and its log of it. */
  readonly messages: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.text().includes('Tinybug')) this.messages.push(message.text());
    });
  }

  async open(url: string, folder: string): Promise<void> {
    await this.page.goto(`${url}/?folder=${encodeURI(folder)}`);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  async runCommand(command: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ state: 'visible' });
    await input.fill(`>${command}`);
    const label = this.page.locator('.label-name').getByText(command, { exact: true });
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ has: label }).first().click();
  }

  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ state: 'visible' });
    await input.fill(path);
    await this.page
      .locator('.quick-input-list .monaco-list-row', { hasText: path.split('/').at(-1) ?? path })
      .first()
      .waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(path.split('/').at(-1) ?? path).waitFor();
  }

  /** What opens closes again where the cursor has only just come to its line: then a person asks once more. */
  async openQuickFixes(): Promise<void> {
    const menu = this.page.locator('.action-widget .monaco-list-row').first();
    for (let attempt = 1; ; attempt += 1) {
      await this.page.keyboard.press('Control+1');
      await this.page.keyboard.press('Control+.');
      const opened = await menu.waitFor({ timeout: 8_000 }).then(
        () => true,
        () => false,
      );
      if (opened) return;
      if (attempt === 4) throw new Error('The quick fixes do not open.');
    }
  }

  /** Picks a row of the quick pick that is open. */
  async pick(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  /** Answers the question that an input box asks. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ state: 'visible' });
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  async chooseQuickFix(label: string): Promise<void> {
    await this.openQuickFixes();
    await this.page.locator('.action-widget .monaco-list-row', { hasText: label }).first().click();
  }

  /** A menu that has only just opened takes no click: then a person clicks once more. */
  async chooseFromContextMenu(row: Locator, label: string): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      if (!(await menu.first().isVisible())) await row.click({ button: 'right' });
      await menu.locator('.action-item', { hasText: label }).first().click();
      const isClosed = await menu
        .first()
        .waitFor({ state: 'hidden', timeout: 4_000 })
        .then(
          () => true,
          () => false,
        );
      if (isClosed) return;
    }
    throw new Error(`The menu does not take ${label}.`);
  }

  async filterSurvivors(label: string): Promise<void> {
    await this.runCommand('Tinybug: Filter Survivors…');
    await this.pick(label);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** What the view says above its rows. */
  survivorsMessage = (text: string): Locator => this.page.locator('.pane-body').getByText(text);

  tab = (name: string): Locator => this.page.locator('.tab', { hasText: name }).first();
  squiggles = (): Locator => this.page.locator('.squiggly-info');
  /** The bars beside marked lines. */
  marks = (): Locator => this.page.locator('.view-overlays .cdr[class*="ced-"]');
  statusBar = (): Locator => this.page.locator('[id="tinybug.tinybug.tinybug.status"]');
  survivorRows = (): Locator => this.page.locator('.pane-body .monaco-list-row');
  webview = (): FrameLocator => this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

  /** What the notification centre keeps, also of what was shown only for a moment. */
  async readNotifications(): Promise<string[]> {
    await this.runCommand('Notifications: Show Notifications');
    const centre = this.page.locator('.notifications-center.visible');
    await centre.waitFor();
    const texts = await centre.locator('.notification-list-item-message').allTextContents();
    await this.page.keyboard.press('Escape');
    return texts;
  }

  /** Moves the mouse to a mark as a hand would: from beside it, in steps. */
  async hover(mark: Locator): Promise<Locator> {
    const box = await mark.boundingBox();
    if (!box) throw new Error('The mark is not on the screen.');
    await this.page.mouse.move(box.x + box.width / 2, box.y - 40);
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height - 6, { steps: 4 });
    const hover = this.page.locator('.monaco-hover:visible').first();
    await hover.waitFor();
    return hover;
  }

  async showSurvivors(): Promise<void> {
    const tab = this.page.locator('.activitybar .action-item', { has: this.page.locator('[aria-label^="Tinybug"]') });
    if ((await tab.getAttribute('aria-selected')) === 'true' || (await tab.locator('.checked').count()) > 0) return;
    await tab.click();
    await this.page.locator('.composite.title', { hasText: 'Tinybug' }).waitFor();
  }
}
