import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../../scripts/python-tools.ts';

/** The tests of `test/host/` as one file with `run()`, as the extension host loads them. */
export async function bundleHostTests(): Promise<string> {
  const folder = join(projectRoot, 'test', 'host');
  const files = readdirSync(folder).filter((name) => name.endsWith('.host.ts'));
  const outfile = join(projectRoot, 'dist', 'host-tests', 'index.cjs');
  await build({
    stdin: {
      contents: [
        "import { runMocha } from './run-mocha.ts';",
        // Required, not imported: they need the globals that `runMocha` sets.
        `export const run = () => runMocha(() => { ${files.map((name) => `require('./${name}');`).join(' ')} });`,
      ].join('\n'),
      resolveDir: folder,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'error',
  });
  await build({
    entryPoints: [join(projectRoot, 'test', 'helpers', 'vscode', 'scripted-service.ts')],
    outfile: join(projectRoot, 'dist', 'host-tests', 'scripted-service.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}
