import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { waitUntil } from '../../integration/cli/wait-until.ts';
import type { EditorServerFiles } from './obtain-editor-host.ts';

export interface EditorServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface EditorServerOptions {
  readonly files: EditorServerFiles;
  /** Of the server's data; a server started again on the same one is the same installation. */
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The one it had before: the editor knows a workspace by an address that holds the port. */
  readonly port?: number;
  /** An extension to install first. */
  readonly vsix?: string;
}

const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** Starts VS Code's server; a browser that opens its address is the editor. */
export async function startEditorServer(options: EditorServerOptions): Promise<EditorServer> {
  const { files, folder, vsix } = options;
  for (const name of ['data/User', 'data/Machine', 'extensions', 'home'])
    mkdirSync(join(folder, name), { recursive: true });
  const settings = JSON.stringify({ ...QUIET_SETTINGS, ...options.settings });
  // A setting of the machine counts only where the machine keeps its own.
  for (const name of ['User', 'Machine']) writeFileSync(join(folder, 'data', name, 'settings.json'), settings);
  const environment = environmentFor(options);
  const common = [
    '--server-data-dir',
    folder,
    '--extensions-dir',
    join(folder, 'extensions'),
    '--accept-server-license-terms',
  ];
  if (vsix !== undefined)
    await execa(files.node, [files.serverMain, ...common, '--install-extension', vsix], {
      env: environment,
      extendEnv: false,
    });
  const port = options.port ?? (await findFreePort());
  const log = openSync(join(folder, 'server.log'), 'a');
  // Only server-main.js takes --enable-smoke-test-driver, without which the payload of the address is passed over.
  const server = spawn(
    files.node,
    [
      files.serverMain,
      ...common,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--enable-smoke-test-driver',
      '--telemetry-level',
      'off',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
    ],
    { env: environment, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await waitUntil("VS Code's server answers", () => answers(url)).catch((error: unknown) => {
    server.kill('SIGKILL');
    throw new Error(`VS Code's server does not answer:\n${readFileSync(join(folder, 'server.log'), 'utf8')}`, {
      cause: error,
    });
  });
  return {
    url,
    port,
    stop: () => stop(server),
  };
}

/** The editor's own variables of an editor around this process would lead it astray, such as VSCODE_PROXY_URI. */
function environmentFor({ folder, environment }: EditorServerOptions): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|npm_|ELECTRON_|NODE_OPTIONS)/.test(name));
  return { ...(Object.fromEntries(own) as Record<string, string>), HOME: join(folder, 'home'), ...environment };
}

async function findFreePort(): Promise<number> {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/version`).then(
    ({ ok }) => ok,
    () => false,
  );

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const killing = setTimeout(() => server.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(killing);
}
