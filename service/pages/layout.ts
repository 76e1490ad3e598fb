import type { AssetName, Assets } from './assets.ts';
import { html, type HtmlValue, type SafeHtml } from './html.ts';

interface PageParts {
  readonly title: string;
  readonly assets: Assets;
  readonly scripts?: readonly AssetName[];
  /** Beside the name in the bar on top. */
  readonly place?: HtmlValue;
  readonly main: SafeHtml;
  /** As wide as the window, below the main column. */
  readonly wide?: SafeHtml;
}

/** A whole page. Everything it loads is a file of our own origin. */
export function layoutPage({ title, assets, scripts = [], place, main, wide }: PageParts): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Tinybug</title>
        <link rel="icon" href="${assets['tinybug.svg'].address}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets['tinybug.css'].address}" />
        ${scripts.map((name) => html`<script defer src="${assets[name].address}"></script> `)}
      </head>
      <body>
        <header class="bar">
          <img src="${assets['tinybug.svg'].address}" alt="" width="20" height="20" /><span class="bar-name"
            >Tinybug</span
          >${place}
        </header>
        <main class="column">${main}</main>
        ${wide}
      </body>
    </html> `;
  return page.text;
}
