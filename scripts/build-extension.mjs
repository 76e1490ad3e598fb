/** Builds `dist/extension/`: the VS Code extension as one file, and the script of its panel. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What a browser loads: esbuild refuses to bundle it as soon as anything in it needs Node. */
export const webExtension = {
  entryPoints: [path.join(root, 'extension', 'web-extension.ts')],
  outfile: path.join(root, 'dist', 'extension', 'web-extension.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'browser',
  target: 'es2022',
  external: ['vscode'],
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'error',
};

/** The editor brings `vscode`; `.cjs` because the package is one of modules and the extension host requires what it loads. */
export async function buildExtension() {
  await build({
    entryPoints: [path.join(root, 'extension', 'extension.ts')],
    outfile: path.join(root, 'dist', 'extension', 'extension.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  await build(webExtension);
  await build({
    entryPoints: [path.join(root, 'extension', 'history', 'webview', 'history-view.ts')],
    outfile: path.join(root, 'dist', 'extension', 'history-view.js'),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'error',
  });
}
