import { delimiter, join } from 'node:path';

export type TinybugCommand = readonly [program: string, ...args: string[]];

interface Search {
  /** The setting `tinybug.embedded.command`. */
  readonly configured: readonly string[];
  readonly searchPath: string;
  /** Where this extension lies: in development, Tinybug's own sources. */
  readonly extensionFolder: string;
  readonly platform: string;
  readonly exists: (file: string) => boolean;
}

/** How Tinybug is called on this machine; undefined where it is not installed. */
export function findTinybugCommand(search: Search): TinybugCommand | undefined {
  const [program, ...args] = search.configured;
  if (program !== undefined && program !== '') return [program, ...args];
  const names = search.platform === 'win32' ? ['tinybug.cmd', 'tinybug.exe'] : ['tinybug'];
  for (const folder of search.searchPath.split(delimiter)) {
    if (folder === '') continue;
    const found = names.map((name) => join(folder, name)).find(search.exists);
    if (found !== undefined) return [found];
  }
  const script = join(search.extensionFolder, 'scripts', 'bootstrap.mjs');
  return search.exists(script) ? ['node', script, 'tinybug'] : undefined;
}
