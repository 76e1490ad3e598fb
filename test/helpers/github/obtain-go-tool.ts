import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { findFolders } from '../../../service/embedded/folders.ts';
import { findExecutable } from '../../../service/temporal/find-executable.ts';

export interface GoTool {
  readonly name: string;
  readonly packagePath: string;
  readonly version: string;
}

/** Runs workflows. */
export const ACT: GoTool = { name: 'act', packagePath: 'github.com/nektos/act', version: '0.2.89' };
/** Judges workflow files. */
export const ACTIONLINT: GoTool = {
  name: 'actionlint',
  packagePath: 'github.com/rhysd/actionlint/cmd/actionlint',
  version: '1.7.12',
};

/** The tool's executable, kept in the cache folder; built by Go where it is missing, which takes minutes once. */
export async function obtainGoTool({ name, packagePath, version }: GoTool): Promise<string> {
  const target = path.join(findFolders(process.env).cache, 'go-tools', `${name}-${version}`, name);
  if (await isThere(target)) return target;
  const go = await findExecutable('go', process.env);
  if (go === undefined)
    throw new Error(`The tests need ${name} ${version}, and Go to build it: install Go from https://go.dev/dl.`);
  console.log(`      building ${name} ${version} with Go, once …`);
  await mkdir(path.dirname(target), { recursive: true });
  const folder = await mkdtemp(path.join(path.dirname(target), 'build-'));
  try {
    await execa(go, ['install', '-ldflags=-s -w', `${packagePath}@v${version}`], {
      env: {
        GOPATH: path.join(folder, 'path'),
        GOCACHE: path.join(folder, 'cache'),
        GOBIN: path.join(folder, 'bin'),
        GOFLAGS: '-modcacherw',
        CGO_ENABLED: '0',
      },
      stdin: 'ignore',
    });
    await rename(path.join(folder, 'bin', name), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return target;
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
