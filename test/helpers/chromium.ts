import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Quiet: it asks nothing of the network by itself. Without a sandbox, because tests also run as root in containers. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real browser: the one that `CHROMIUM` names, else one on the PATH, else apt's, installed once where we may. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = (await findChromium()) ?? (await installChromium());
  return chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}

async function findChromium(): Promise<string | undefined> {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

async function installChromium(): Promise<string> {
  if (process.getuid?.() !== 0) {
    throw new Error('The page tests need Chromium: install it, or name one with CHROMIUM=/path/to/chromium.');
  }
  process.stderr.write('Installing chromium and fonts-dejavu-core with apt-get, once, for the page tests…\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'];
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  const installed = await findChromium();
  if (installed === undefined) throw new Error('apt-get installed chromium, and yet it is not on the PATH.');
  return installed;
}
