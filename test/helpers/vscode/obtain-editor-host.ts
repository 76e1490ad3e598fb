import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { findFolders } from '../../../service/embedded/folders.ts';

const run = promisify(execFile);

/** The editor that the tests run in: a desktop build, or the server and workbench that npm's `code-server` holds. */
export type EditorHost =
  { readonly kind: 'desktop'; readonly executable: string; readonly description: string } | EditorServerFiles;

export interface EditorServerFiles {
  readonly kind: 'server';
  readonly node: string;
  readonly serverMain: string;
  readonly description: string;
}

const CODE_SERVER = '4.139.1';
const NODE = '24';
const DOWNLOAD_TIMEOUT_MS = 60_000;

/** What `VSCODE_EXECUTABLE` names, else the official download where it can be had and shown, else the packages from npm. */
export async function obtainEditorHost(): Promise<EditorHost> {
  const executable = process.env['VSCODE_EXECUTABLE'];
  if (executable) return { kind: 'desktop', executable, description: `VS Code at VSCODE_EXECUTABLE (${executable})` };
  const downloaded = await downloadDesktop();
  if (downloaded !== undefined)
    return { kind: 'desktop', executable: downloaded, description: 'VS Code, downloaded by @vscode/test-electron' };
  return obtainEditorServer();
}

/** A desktop build needs a display; without one there is no use in downloading it. */
async function downloadDesktop(): Promise<string | undefined> {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (!hasDisplay) return undefined;
  const timeout = new Promise<undefined>((resolve) => setTimeout(resolve, DOWNLOAD_TIMEOUT_MS, undefined).unref());
  const download = downloadAndUnzipVSCode({ cachePath: join(findFolders(process.env).cache, 'vscode-desktop') });
  return Promise.race([download.catch(() => undefined), timeout]);
}

/** A whole VS Code without its desktop shell, from the npm registry alone and with no native build; kept in Tinybug's cache. */
export async function obtainEditorServer(): Promise<EditorServerFiles> {
  const folder = join(findFolders(process.env).cache, `vscode-server-${CODE_SERVER}`);
  const files: EditorServerFiles = {
    kind: 'server',
    node: join(folder, 'node', 'node_modules', 'node', 'bin', 'node'),
    serverMain: join(folder, 'package', 'lib', 'vscode', 'out', 'server-main.js'),
    description: `VS Code's server and workbench from npm (code-server ${CODE_SERVER})`,
  };
  if (existsSync(join(folder, 'complete'))) return files;
  process.stderr.write('Fetching VS Code from npm, once, for the tests of the extension…\n');
  const unfinished = `${folder}.${process.pid}`;
  await install(unfinished);
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  return files;
}

async function install(folder: string): Promise<void> {
  await mkdir(join(folder, 'node'), { recursive: true });
  await writeFile(join(folder, 'node', 'package.json'), '{"private":true}');
  const npm = (cwd: string, env: NodeJS.ProcessEnv, ...args: string[]) =>
    run('npm', [...args, '--silent', '--no-audit', '--no-fund'], { cwd, env, maxBuffer: 64 * 1024 * 1024 });
  // Not this repository's settings, which npm hands on to what it starts.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  await npm(join(folder, 'node'), env, 'install', `node@${NODE}`);
  const withNode = { ...env, PATH: `${join(folder, 'node', 'node_modules', 'node', 'bin')}:${env['PATH'] ?? ''}` };
  await npm(folder, withNode, 'pack', `code-server@${CODE_SERVER}`);
  await run('tar', ['xzf', `code-server-${CODE_SERVER}.tgz`], { cwd: folder });
  await rm(join(folder, `code-server-${CODE_SERVER}.tgz`));
  const vscode = join(folder, 'package', 'lib', 'vscode');
  // Not `npm ci`: the lock file of this package is out of step with its manifest.
  await npm(vscode, withNode, 'install', '--omit=dev', '--ignore-scripts');
  await npm(join(vscode, 'extensions'), withNode, 'ci', '--omit=dev', '--ignore-scripts');
  await writeFile(join(folder, 'complete'), '');
}
