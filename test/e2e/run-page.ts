import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export type ColorScheme = 'light' | 'dark';

export const createPageContext = (browser: Browser, colorScheme: ColorScheme): Promise<BrowserContext> =>
  browser.newContext({ colorScheme, viewport: { width: 1280, height: 1040 }, reducedMotion: 'reduce' });

/** What a person sees of a run in a browser. */
export class RunPage {
  readonly page: Page;
  /** Everything a browser complains of: scripts, policies, requests to elsewhere. */
  readonly complaints: string[] = [];
  loads = 0;

  constructor(page: Page, origin: string) {
    this.page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) this.complaints.push(`asked for ${request.url()}`);
    });
    page.on('load', () => (this.loads += 1));
  }

  async waitForCount(outcome: string, count: number): Promise<void> {
    await this.page
      .locator(`[data-outcome="${outcome}"] .outcome-count`, { hasText: new RegExp(`^${count}$`) })
      .waitFor();
  }

  /** The numbers of uncaught, caught and other mutants, as they stand on the page. */
  async readCounts(): Promise<Record<string, number>> {
    const outcomes = await this.page.locator('[data-outcome]').all();
    const counts = await Promise.all(
      outcomes.map(async (outcome) => [
        (await outcome.getAttribute('data-outcome')) ?? '',
        Number((await outcome.locator('.outcome-count').textContent())?.replaceAll(',', '')),
      ]),
    );
    return Object.fromEntries(counts) as Record<string, number>;
  }

  /** A row of the report's table of files: name and numbers. Playwright looks through shadow roots. */
  async waitForReportRow(file: string, cells: RegExp): Promise<void> {
    await this.page.locator('mte-metrics-table tr', { hasText: file }).filter({ hasText: cells }).waitFor();
  }

  async seriousAxeViolations(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).exclude('mutation-test-report-app').analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help }) => `${id}: ${help}`);
  }
}
