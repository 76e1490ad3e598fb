import { execa } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GIT_ENVIRONMENT } from './git/bare-repository.ts';

export interface GitClient {
  readonly folder: string;
  git(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** A clone as a person would have it, for tests that push. */
export async function cloneRepository(gitUrl: string, fullName: string, token: string): Promise<GitClient> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tinybug-clone-'));
  const authorization = Buffer.from(`x-access-token:${token}`).toString('base64');
  const env = {
    ...GIT_ENVIRONMENT,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${authorization}`,
  };
  const git = async (...args: string[]): Promise<string> => (await execa('git', args, { cwd: folder, env })).stdout;
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await git('clone', '--quiet', `${gitUrl}/${fullName}.git`, '.').catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return { folder, git, remove };
}
