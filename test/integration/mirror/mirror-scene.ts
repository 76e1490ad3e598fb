import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { createRepositoryMirrors } from '../../../service/source/mirror/create-repository-mirrors.ts';
import type { RepositoryMirror, RepositoryMirrors } from '../../../service/source/mirror/repository-mirror.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';
import { startGitServer, type GitServer } from './git-server.ts';

export const ORGANISATION = '5f0c1d5e-0000-4000-8000-000000000001';
export const REPOSITORY = 'octo/project';

export type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

/** A repository at a server, a developer's clone of it, and Tinybug's mirrors. */
export interface MirrorScene {
  readonly server: GitServer;
  readonly mirrorsFolder: string;
  readonly clone: string;
  createMirrors(maxBytes?: number): RepositoryMirrors;
  open(): Promise<RepositoryMirror>;
  /** Runs git in the developer's clone. */
  git(...commandArguments: string[]): Promise<string>;
  /** Writes, commits and pushes; tells the commit. */
  push(files: Files, branch?: string): Promise<string>;
  write(files: Files): Promise<void>;
  end(): Promise<void>;
}

export async function createMirrorScene(files: Files): Promise<MirrorScene> {
  const { folder, remove } = await createTemporaryFolder();
  const server = await startGitServer(join(folder, 'server'));
  const clone = join(folder, 'clone');
  const mirrorsFolder = join(folder, 'mirrors');
  const bare = await server.create(REPOSITORY);
  const git = async (...commandArguments: string[]) => {
    const identity = ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.org', '-c', 'protocol.file.allow=always'];
    return (await execa('git', [...identity, ...commandArguments], { cwd: clone, stripFinalNewline: false })).stdout;
  };
  const write = async (changes: Files) => {
    for (const [path, content] of Object.entries(changes)) {
      const file = join(clone, path);
      await mkdir(dirname(file), { recursive: true });
      await (content === undefined ? rm(file) : writeFile(file, content));
    }
  };
  const createMirrors = (maxBytes?: number) =>
    createRepositoryMirrors({
      folder: mirrorsFolder,
      serverUrl: server.url,
      access: { gitToken: () => Promise.resolve(server.token) },
      ...(maxBytes !== undefined && { maxBytes }),
    });
  const scene: MirrorScene = {
    server,
    mirrorsFolder,
    clone,
    createMirrors,
    open: () => createMirrors().open(ORGANISATION, REPOSITORY),
    git,
    write,
    async push(changes, branch = 'main') {
      await write(changes);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', 'change');
      await git('push', '--quiet', 'origin', `+HEAD:refs/heads/${branch}`);
      return (await git('rev-parse', 'HEAD')).trim();
    },
    async end() {
      await server.close();
      await remove();
    },
  };
  await execa('git', ['init', '--quiet', '--initial-branch=main', clone]);
  await git('remote', 'add', 'origin', bare);
  await scene.push(files);
  return scene;
}
