import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { executableName, findExecutable } from './find-executable.ts';
import { TEMPORAL_VERSION, type Obtain } from './obtain-options.ts';

const STILL_BUILDING_MS = 20_000;

/** Builds the server from source. What Go keeps while it builds, 3 GB, goes into a folder that is removed. */
export const buildTemporalServer: Obtain = async (target, { environment, onProgress, abortSignal }) => {
  const go = await findExecutable('go', environment);
  if (go === undefined) throw new Error('`go` is not on the PATH');
  onProgress(`Building the Temporal server ${TEMPORAL_VERSION} with Go, once; this takes three minutes or more …`);
  const folder = await mkdtemp(join(dirname(target), 'build-'));
  const stopShowing = showTime(onProgress);
  try {
    await execa(go, ['install', '-ldflags=-s -w', `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`], {
      env: {
        ...environment,
        GOPATH: join(folder, 'path'),
        GOCACHE: join(folder, 'cache'),
        GOBIN: join(folder, 'bin'),
        GOFLAGS: '-modcacherw',
        CGO_ENABLED: '0',
      },
      extendEnv: false,
      stdin: 'ignore',
      ...(abortSignal && { cancelSignal: abortSignal }),
    }).catch((error: unknown) => {
      throw new Error(lastLine(error), { cause: error });
    });
    await rename(join(folder, 'bin', executableName('temporal')), target);
  } finally {
    stopShowing();
    await rm(folder, { recursive: true, force: true });
  }
};

function showTime(onProgress: (message: string) => void): () => void {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    onProgress(`Still building the Temporal server (${Math.round((performance.now() - startedAt) / 1000)} s) …`);
  }, STILL_BUILDING_MS);
  return () => {
    clearInterval(timer);
  };
}

function lastLine(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  if (stderr !== '') return stderr.slice(stderr.lastIndexOf('\n') + 1);
  return error instanceof Error ? error.message : String(error);
}
