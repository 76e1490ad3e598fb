import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { launchChromium } from '../chromium.ts';
import { type EditorServer, startEditorServer } from './editor-server.ts';
import type { EditorHost, EditorServerFiles } from './obtain-editor-host.ts';

export interface HostRun {
  readonly host: EditorHost;
  /** Folder that is opened. */
  readonly workspace: string;
  /** Folder of the extension under test. */
  readonly extension: string;
  /** File with `run()`. */
  readonly tests: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Runs a suite in the extension host of a real VS Code. What passes and fails, its reporter says. */
export async function runInEditorHost(run: HostRun): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tinybug-editor-'));
  try {
    await (run.host.kind === 'desktop'
      ? runOnDesktop(run, run.host.executable, folder)
      : runOnServer(run, run.host, folder));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runOnDesktop(run: HostRun, executable: string, folder: string): Promise<void> {
  mkdirSync(join(folder, 'User'), { recursive: true });
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(folder, 'User', 'settings.json'), JSON.stringify(run.settings));
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.tests,
    extensionTestsEnv: { ...run.environment },
    launchArgs: [
      run.workspace,
      '--user-data-dir',
      folder,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--no-sandbox',
    ],
  });
}

async function runOnServer(run: HostRun, files: EditorServerFiles, folder: string): Promise<void> {
  const server = await startEditorServer({ files, folder, settings: run.settings, environment: run.environment });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    let exit: (code: unknown) => void = () => undefined;
    const exited = new Promise((resolve) => (exit = resolve));
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', (code: unknown) => exit(code));
    await page.goto(addressOf(run, server));
    const overdue = setTimeout(() => exit(`not ended after ${run.timeoutMs / 1_000} s`), run.timeoutMs);
    const code = await exited;
    clearTimeout(overdue);
    if (code !== 0) throw new Error(`The extension host ended with: ${String(code)}`);
  } finally {
    await browser.close();
    await server.stop();
  }
}

function addressOf({ workspace, extension, tests }: HostRun, { url, port }: EditorServer): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(tests)],
  ];
  return `${url}/?folder=${encodeURI(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
