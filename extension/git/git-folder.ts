import { execFile } from 'node:child_process';
import { TinybugError } from '../../shared/error-code.ts';

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** It printed more than was wanted, and was ended. */
  readonly isCutOff: boolean;
}

export interface GitCallOptions {
  readonly input?: string | Uint8Array;
  /** Used in place of the repository's own index, which is never written. */
  readonly indexFile?: string;
  readonly mostBytes?: number;
  readonly configuration?: readonly Setting[];
}

/** A git repository as seen from one folder in it. */
export interface GitFolder {
  readonly folder: string;
  /** Runs a command, whatever its exit code. Text of the repository stands behind `--end-of-options` or on standard input. */
  run(commandArguments: readonly string[], options?: GitCallOptions): Promise<GitOutput>;
  /** The output of a command, without white space around it; undefined where it fails. */
  read(...commandArguments: string[]): Promise<string | undefined>;
}

type Setting = readonly [key: string, value: string];

/** No configuration, neither of the repository nor of the person, starts a program, asks the network or changes what is printed. */
const FIXED_CONFIGURATION: readonly Setting[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.quotePath', 'true'],
  ['core.untrackedCache', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['diff.autoRefreshIndex', 'false'],
  ['protocol.allow', 'never'],
  ['submodule.recurse', 'false'],
];

const MOST_BYTES = 16 * 1024 * 1024;

export interface GitOptions {
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Opens the repository around a folder. Its content filters are switched off; those of the person, such as Git LFS, are not.
 *
 * @throws TinybugError `git-missing`, `no-git-repository`
 */
export async function openGitFolder(folder: string, options: GitOptions): Promise<GitFolder> {
  const start = (commandArguments: readonly string[], call: GitCallOptions, settings: readonly Setting[]) =>
    startGit(folder, commandArguments, call, settings, options);
  const listing = ['config', '-z', '--includes', '--show-scope', '--name-only', '--get-regexp', '^filter\\.'];
  const { stdout } = await start(listing, {}, FIXED_CONFIGURATION);
  const settings = [...FIXED_CONFIGURATION, ...disableFilters(stdout.toString('utf8').split('\0'))];
  const run: GitFolder['run'] = (commandArguments, call = {}) =>
    start(commandArguments, call, [...settings, ...(call.configuration ?? [])]);
  return {
    folder,
    run,
    async read(...commandArguments) {
      const output = await run(commandArguments);
      return output.exitCode === 0 ? output.stdout.toString('utf8').trim() : undefined;
    },
  };
}

/** @param fields a scope and a name by turns */
function disableFilters(fields: readonly string[]): Setting[] {
  const filters = new Set<string>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [scope, name = ''] = fields.slice(index, index + 2);
    if (scope !== 'global' && scope !== 'system') filters.add(name.slice(0, name.lastIndexOf('.')));
  }
  // Such a name cannot be overridden, and serves no honest purpose.
  if ([...filters].some((filter) => filter.includes('=')))
    throw new TinybugError('no-git-repository', 'A content filter in its configuration has = in its name.');
  return [...filters].flatMap((filter): Setting[] => [
    [`${filter}.clean`, ''],
    [`${filter}.smudge`, ''],
    [`${filter}.process`, ''],
    [`${filter}.required`, 'false'],
  ]);
}

function startGit(
  folder: string,
  commandArguments: readonly string[],
  { input, indexFile, mostBytes = MOST_BYTES }: GitCallOptions,
  settings: readonly Setting[],
  { program, environment, signal }: GitOptions,
): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      ['--no-pager', '--literal-pathspecs', ...toOptions(settings), ...commandArguments],
      {
        cwd: folder,
        encoding: 'buffer',
        maxBuffer: mostBytes,
        windowsHide: true,
        signal,
        env: { ...gitEnvironment(environment), ...(indexFile !== undefined && { GIT_INDEX_FILE: indexFile }) },
      },
      (error, stdout, stderr) => {
        const isCutOff = error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
        const exitCode = error === null ? 0 : error.code;
        if (isCutOff || typeof exitCode === 'number')
          resolve({ exitCode: Number(exitCode) || 0, stdout, stderr: stderr.toString('utf8'), isCutOff });
        else if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        else reject(new TinybugError('git-missing', `${program} could not be run.`, { cause: error }));
      },
    );
    // A git that fails stops reading: why is on its standard error.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

const toOptions = (settings: readonly Setting[]): string[] =>
  settings.flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** Inside a git hook, variables such as `GIT_DIR` point elsewhere. */
function gitEnvironment(environment: GitOptions['environment']): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
}
