/** Builds `dist/`: the programs, the workflows in the form Temporal's sandbox loads, what the pages need, and the runner as one file. */
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { register } from 'tsx/esm/api';
import { buildExtension } from './build-extension.mjs';
import { buildRunner } from './build-runner.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => path.join(root, ...parts);

/** What must stay a package: native code, WebAssembly found beside the module, and what loads parts of itself by name. */
const EXTERNAL = ['@temporalio/*', '@electric-sql/pglite', 'tree-sitter', 'tree-sitter-python', 'pg-native', 'pino'];

async function buildPrograms() {
  await build({
    entryPoints: ['cli', 'server', 'worker'].map((name) => inRoot('service', `${name}.ts`)),
    outdir: inRoot('dist'),
    bundle: true,
    // What a command does not need is in chunks of its own, loaded when it is needed.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: EXTERNAL,
    // CommonJS packages inside an ESM bundle call `require` for Node's own modules.
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
    },
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'error',
  });
}

async function buildPageScripts() {
  await build({
    entryPoints: [inRoot('service', 'pages', 'client', 'run-page.ts')],
    outfile: inRoot('dist', 'assets', 'run-page.js'),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    logLevel: 'error',
  });
  copyFileSync(
    inRoot('node_modules', 'mutation-testing-elements', 'dist', 'mutation-test-elements.js'),
    inRoot('dist', 'assets', 'mutation-test-elements.js'),
  );
  for (const name of ['tinybug.css', 'tinybug.svg'])
    copyFileSync(inRoot('media', name), inRoot('dist', 'assets', name));
}

async function buildWorkflows() {
  register();
  const { bundleWorkflows } = await import('../service/temporal/bundle-workflows.ts');
  await bundleWorkflows(inRoot('dist', 'workflows.js'));
}

/** A service that runs may still load chunks of the build before, so those go only after a day. */
function removeOldChunks() {
  const folder = inRoot('dist', 'chunks');
  const dayAgo = Date.now() - 24 * 3_600_000;
  for (const name of readdirSync(folder)) {
    if (statSync(path.join(folder, name)).mtimeMs < dayAgo) rmSync(path.join(folder, name));
  }
}

for (const folder of ['assets', 'chunks']) mkdirSync(inRoot('dist', folder), { recursive: true });
rmSync(inRoot('dist', 'built'), { force: true });
removeOldChunks();
buildRunner(inRoot('dist'));
await Promise.all([buildPrograms(), buildPageScripts(), buildWorkflows(), buildExtension()]);
