import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { executableName } from './find-executable.ts';
import { TEMPORAL_VERSION, type Obtain } from './obtain-options.ts';

const OFFICIAL_ARCHIVES = 'https://temporal.download/cli/archive';
/** Where there is no way to the server, nobody should wait long to hear it. */
const ANSWER_TIMEOUT_MS = 3_000;

const PLATFORMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Fetches the official archive and unpacks it. No checksums are published beside it, so the trust rests on TLS alone.
 */
export const downloadTemporalServer: Obtain = async (target, { onProgress, abortSignal, downloadBase }) => {
  const response = await request(archiveAddress(downloadBase ?? OFFICIAL_ARCHIVES), abortSignal);
  onProgress(`Downloading the Temporal server ${TEMPORAL_VERSION} …`);
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const archive = join(folder, 'temporal.tar.gz');
    await pipeline(Readable.from(response), createWriteStream(archive), {
      ...(abortSignal && { signal: abortSignal }),
    });
    await execa('tar', ['-xzf', archive, '-C', folder]);
    await rename(join(folder, executableName('temporal')), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

function archiveAddress(base: string): string {
  const platform = PLATFORMS[process.platform];
  const architecture = ARCHITECTURES[process.arch];
  if (platform === undefined || architecture === undefined) {
    throw new Error(`there is none for ${process.platform} on ${process.arch}`);
  }
  return `${base}/v${TEMPORAL_VERSION}?platform=${platform}&arch=${architecture}`;
}

async function request(address: string, abortSignal: AbortSignal | undefined): Promise<AsyncIterable<Uint8Array>> {
  const answered = new AbortController();
  const timer = setTimeout(() => {
    answered.abort(new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`));
  }, ANSWER_TIMEOUT_MS);
  try {
    const signal = AbortSignal.any([answered.signal, ...(abortSignal ? [abortSignal] : [])]);
    const response = await fetch(address, { signal });
    if (!response.ok || response.body === null) throw new Error(`${new URL(address).host} answered ${response.status}`);
    return response.body;
  } finally {
    clearTimeout(timer);
  }
}
