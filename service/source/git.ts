import { execFile } from 'node:child_process';

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A work tree of git as seen from one folder in it. All paths are relative to that folder. */
export interface GitFolder {
  readonly folder: string;
  /** Runs a git command in the folder; its arguments must not hold text of a user before `--end-of-options`. */
  run(commandArguments: readonly string[]): Promise<GitOutput>;
}

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/**
 * The configuration in a repository that someone else made must not be able to start programs,
 * nor the one of the person at the keyboard to change what is printed.
 */
const FIXED_CONFIGURATION = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'core.untrackedCache=false',
  'core.pager=cat',
  // `git diff` would write newer times into the index.
  'diff.autoRefreshIndex=false',
  'protocol.allow=never',
  'submodule.recurse=false',
];

/** The folder as git sees it; `undefined` without git, outside a work tree, in a repository git distrusts and in an ignored folder. */
export async function openGitFolder(folder: string): Promise<GitFolder | undefined> {
  const fixed = toOptions(FIXED_CONFIGURATION);
  const place = await runGit(folder, [...fixed, 'rev-parse', '--is-inside-work-tree', '--show-prefix']);
  const [isInside, prefix = ''] = place?.stdout.split('\n') ?? [];
  if (place?.exitCode !== 0 || isInside !== 'true') return undefined;
  const [isIgnored, filters] = await Promise.all([
    prefix === ''
      ? false
      : runGit(folder, [...fixed, 'check-ignore', '--quiet', '.']).then((output) => output?.exitCode === 0),
    listOwnFilters(folder, fixed),
  ]);
  if (isIgnored) return undefined;
  // Such a name cannot be overridden, and serves no honest purpose.
  if (filters.some((filter) => filter.includes('='))) return undefined;
  const options = [...fixed, ...toOptions(filters.flatMap(disableFilter))];
  return {
    folder,
    async run(commandArguments) {
      const output = await runGit(folder, [...options, ...commandArguments]);
      if (output === undefined) throw new Error('git was there a moment ago and cannot be started any more');
      return output;
    },
  };
}

const toOptions = (configuration: readonly string[]): string[] => configuration.flatMap((setting) => ['-c', setting]);

/** `status` and `diff` run content filters; those that the repository itself brings are to be switched off. */
async function listOwnFilters(folder: string, fixed: readonly string[]): Promise<string[]> {
  const listing = [...fixed, 'config', '-z', '--includes', '--show-scope', '--name-only', '--get-regexp', '^filter\\.'];
  const fields = (await runGit(folder, listing))?.stdout.split('\0') ?? [];
  const filters = new Set<string>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [scope, name = ''] = fields.slice(index, index + 2);
    if (scope !== 'global' && scope !== 'system') filters.add(name.slice(0, name.lastIndexOf('.')));
  }
  return [...filters];
}

const disableFilter = (filter: string): string[] => [
  `${filter}.clean=`,
  `${filter}.smudge=`,
  `${filter}.process=`,
  `${filter}.required=false`,
];

function runGit(folder: string, commandArguments: readonly string[]): Promise<GitOutput | undefined> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: gitEnvironment(), maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true };
    execFile('git', ['--no-pager', ...commandArguments], options, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
      else if (isCommandMissing(error.code)) resolve(undefined);
      else reject(new Error(`git ${commandArguments.at(-1) ?? ''} could not be run`, { cause: error }));
    });
  });
}

const isCommandMissing = (code: unknown): boolean => code === 'ENOENT' || code === 'EACCES';

/** Inside a git hook, variables such as `GIT_DIR` point elsewhere. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || name.startsWith('GIT_CONFIG_'),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
}
