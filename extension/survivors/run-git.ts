import { execFile } from 'node:child_process';
import type { RunGit } from './read-branch-changes.ts';

const TIMEOUT_MS = 30_000;
const LARGEST_OUTPUT = 64 * 1024 * 1024;

const firstLineOf = (text: string): string | undefined => text.split('\n').find((line) => line.trim() !== '');

/** The git of this machine. It takes no locks, so that it is in nobody's way. */
export const createRunGit =
  (folder: string): RunGit =>
  (args) =>
    new Promise((resolve, reject) => {
      execFile(
        'git',
        [...args],
        {
          cwd: folder,
          timeout: TIMEOUT_MS,
          maxBuffer: LARGEST_OUTPUT,
          env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
        },
        (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(new Error(firstLineOf(stderr) ?? error.message, { cause: error }));
        },
      );
    });
