import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { execa } from 'execa';
import { findFolders } from '../../../service/embedded/folders.ts';
import { readServiceFile } from '../../../service/embedded/service-file.ts';
import { readToken } from '../../../service/embedded/token-file.ts';
import { createApiClient, type ApiClient } from '../../../shared/api-client.ts';
import { temporaryFolder, testCacheFolder } from '../../helpers/python-projects.ts';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
const program = join(projectRoot, 'dist', 'cli.js');

/** Brings `dist/` up to date, as the commands in package.json do. */
export async function buildProgram(): Promise<void> {
  await execa(process.execPath, [join(projectRoot, 'scripts', 'bootstrap.mjs'), '--version']);
}

let template: Promise<string> | undefined;

/** A new data folder with an empty database: making one takes seconds, copying it none. */
export async function newDataFolder(): Promise<string> {
  template ??= createTemplate();
  const folder = await temporaryFolder('data');
  await cp(join(await template, 'database'), join(folder, 'database'), { recursive: true });
  return folder;
}

async function createTemplate(): Promise<string> {
  const folder = await temporaryFolder('data');
  const { exitCode, all } = await startTinybug(folder, ['runs']);
  if (exitCode !== 0) throw new Error(all);
  return folder;
}

/** The variables of an active virtual environment with pytest, made once: projects then need none of their own. */
export async function activeEnvironment(): Promise<{ VIRTUAL_ENV: string }> {
  const folder = join(testCacheFolder(), 'environment-with-pytest');
  const mark = join(folder, 'complete');
  if (!existsSync(mark)) {
    await execa('python3', ['-m', 'venv', '--clear', folder]);
    await execa(join(folder, 'bin', 'python'), [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      'pytest',
    ]);
    await writeFile(mark, '');
  }
  return { VIRTUAL_ENV: folder };
}

/** A new copy of a folder of test/fixtures. */
export async function copyFixture(name: string): Promise<string> {
  const folder = join(await temporaryFolder(name), name);
  await cp(join(projectRoot, 'test', 'fixtures', name), folder, { recursive: true });
  return folder;
}

const environmentFor = (dataFolder: string, environment: Record<string, string>) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TINYBUG_DATA: dataFolder,
  TINYBUG_CACHE: findFolders(process.env).cache,
  TEMPORAL_CONFIG_FILE: '/dev/null',
  ...environment,
});

/** Starts the built command line in a process of its own; its end is no error, whatever the exit code. */
export function startTinybug(
  dataFolder: string,
  commandArguments: readonly string[],
  environment: Record<string, string> = {},
) {
  return execa(process.execPath, [program, ...commandArguments], {
    cwd: projectRoot,
    env: environmentFor(dataFolder, environment),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    all: true,
  });
}

export type TinybugProcess = ReturnType<typeof startTinybug>;

/** Resolves as soon as the condition holds for what the process has written so far; rejects when it ends before. */
export function waitForOutput(child: TinybugProcess, condition: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.all.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (condition(text)) resolve(text);
    });
    void child.then(() => {
      reject(new Error(`It ended before; this is what it wrote:\n${text}`));
    });
  });
}

export interface RunningService {
  readonly client: ApiClient;
  readonly url: string;
  readonly token: string;
}

/** The service that runs on the data folder, as another command of the same user finds it. */
export function connectToService(dataFolder: string): RunningService {
  const service = readServiceFile(dataFolder);
  const token = readToken(dataFolder);
  if (!service || token === undefined) throw new Error('The service says nowhere where it is.');
  return { url: service.url, token, client: createApiClient({ baseUrl: service.url, token, fetch }) };
}

/** Starts `tinybug serve` on a free port and waits until it answers. */
export async function startService(dataFolder: string): Promise<RunningService & { readonly child: TinybugProcess }> {
  const child = startTinybug(dataFolder, ['serve', '--port', '0']);
  await waitForOutput(child, (text) => text.includes('Tinybug listens at'));
  return { child, ...connectToService(dataFolder) };
}

/** Processes that know the data folder, from their arguments or their environment: the service and all that it started. */
export async function listProcessesOf(dataFolder: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['axeww', '-o', 'pid=,stat=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .filter((line) => line.includes(dataFolder) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => line.trim().slice(0, 300));
}

export function readLog(dataFolder: string): string {
  const file = join(dataFolder, 'logs', 'service.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
