import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tinybug's version. It is needed before anything is loaded that could parse the manifest with a schema. */
export function readPackageVersion(packageRoot: string): string {
  const version = /"version":\s*"([^"]+)"/.exec(readFileSync(join(packageRoot, 'package.json'), 'utf8'))?.[1];
  if (version === undefined) throw new Error('package.json names no version.');
  return version;
}
