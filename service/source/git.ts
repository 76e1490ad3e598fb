import { FIXED_CONFIGURATION, runGit as startGit, toOptions, type GitOutput } from './run-git.ts';

/** A work tree of git as seen from one folder in it. All paths are relative to that folder. */
export interface GitFolder {
  readonly folder: string;
  /** Runs a git command in the folder; its arguments must not hold text of a user before `--end-of-options`. */
  run(commandArguments: readonly string[]): Promise<GitOutput>;
}

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

const runGit = (folder: string, commandArguments: readonly string[]): Promise<GitOutput | undefined> =>
  startGit({ folder, commandArguments, environment: gitEnvironment() });

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
