import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Folders {
  /** What must not be lost: database, token, logs. */
  readonly data: string;
  /** What can be had again: the Temporal server, virtual environments. */
  readonly cache: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Tinybug's own folders, by its own variables, else the XDG base directories, else their defaults. */
export function findFolders(environment: Environment): Folders {
  const home = environment['HOME'] ?? homedir();
  return {
    data: chooseFolder(environment['TINYBUG_DATA'], environment['XDG_DATA_HOME'], join(home, '.local', 'share')),
    cache: chooseFolder(environment['TINYBUG_CACHE'], environment['XDG_CACHE_HOME'], join(home, '.cache')),
  };
}

/** An empty variable counts as absent, as the XDG specification asks. */
function chooseFolder(own: string | undefined, base: string | undefined, defaultBase: string): string {
  if (own) return resolve(own);
  return join(base ? resolve(base) : defaultBase, 'tinybug');
}
