import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { type Assets, loadAssets } from '../../service/pages/assets.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The pages' files as the build makes them, from the sources as they are now. */
export async function buildPageAssets(): Promise<Assets> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tinybug-assets-'));
  try {
    await Promise.all([
      build({
        entryPoints: [path.join(ROOT, 'service/pages/client/run-page.ts')],
        outfile: path.join(folder, 'run-page.js'),
        bundle: true,
        format: 'iife',
        platform: 'browser',
        target: 'es2022',
      }),
      ...['tinybug.css', 'tinybug.svg'].map((name) => cp(path.join(ROOT, 'media', name), path.join(folder, name))),
      cp(
        path.join(ROOT, 'node_modules/mutation-testing-elements/dist/mutation-test-elements.js'),
        path.join(folder, 'mutation-test-elements.js'),
      ),
    ]);
    return await loadAssets(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
