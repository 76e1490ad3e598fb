import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFolders } from '../service/embedded/folders.ts';
import { bundleHostTests } from '../test/helpers/vscode/bundle-host-tests.ts';
import { obtainEditorHost } from '../test/helpers/vscode/obtain-editor-host.ts';
import { runInEditorHost } from '../test/helpers/vscode/run-in-editor-host.ts';
import { projectRoot } from './python-tools.ts';

const LONGEST_MS = 400_000;

/** The suites of `test/host/` in the extension host of a real VS Code, on a copy of the sample project. */
export async function runHostTests(outcomeFile: string): Promise<void> {
  const host = await obtainEditorHost();
  console.log(`Host: ${host.description}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'tinybug-host-'));
  const workspace = path.join(folder, 'shop');
  cpSync(path.join(projectRoot, 'media', 'sample'), workspace, { recursive: true });
  const command = [process.execPath, path.join(projectRoot, 'dist', 'cli.js')];
  try {
    await runInEditorHost({
      host,
      workspace,
      extension: projectRoot,
      tests: await bundleHostTests(),
      settings: { 'tinybug.embedded.command': command },
      environment: {
        TINYBUG_TEST_COUNTS: outcomeFile,
        TINYBUG_HOST_FIGURES: path.join(folder, 'figures'),
        TINYBUG_HOST_REPORTER: path.join(projectRoot, 'scripts', 'mocha-counting-reporter.cjs'),
        TINYBUG_REAL_COMMAND: JSON.stringify(command),
        TINYBUG_DATA: path.join(folder, 'data'),
        TINYBUG_CACHE: findFolders(process.env).cache,
        TEMPORAL_CONFIG_FILE: '/dev/null',
      },
      timeoutMs: LONGEST_MS,
    });
  } finally {
    const figures = path.join(folder, 'figures');
    if (existsSync(figures)) console.log(readFileSync(figures, 'utf8').trimEnd());
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
