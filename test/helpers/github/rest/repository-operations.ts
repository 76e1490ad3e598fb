import { z } from 'zod';
import { NO_COMMIT } from '../git/bare-repository.ts';
import type { OperationId } from '../contract/operations.ts';
import type { Repository } from '../repositories.ts';
import { hasPermission, type Token } from '../access/tokens.ts';
import { describeCommit, describeRepository } from './describe-actors.ts';
import type { RestCall, RestHandler } from './rest-call.ts';
import { RestError } from './rest-error.ts';

const RefRequest = z.object({ ref: z.string(), sha: z.string() });

/** Repositories, their files, commits, branches and refs. */
export const repositoryOperations = {
  'repos/get': ({ world, repository, token }) => ({
    status: 200,
    body: { ...describeRepository(world, repository), permissions: describePermissions(token) },
  }),
  'repos/get-content': getContent,
  'repos/list-branches': async (call) => {
    const page = call.page(await call.repository.git.listRefs('refs/heads/'));
    const branches = page.items.map(({ ref, sha }) => ({
      name: ref.slice('refs/heads/'.length),
      commit: { sha },
      protected: false,
    }));
    return { status: 200, body: branches, headers: page.headers };
  },
  'repos/get-branch': async (call) => {
    const name = call.text('branch') ?? '';
    const { world, repository } = call;
    const commit = await readCommit(repository, `refs/heads/${name}`);
    return { status: 200, body: { name, commit: describeCommit(world, repository, commit), protected: false } };
  },
  'repos/list-commits': async (call) => {
    const { world, repository } = call;
    const start = await resolve(repository, call.text('sha') ?? repository.defaultBranch);
    const page = call.page(await repository.git.readCommits([start]));
    return {
      status: 200,
      body: page.items.map((commit) => describeCommit(world, repository, commit)),
      headers: page.headers,
    };
  },
  'repos/get-commit': async (call) => {
    const { world, repository } = call;
    const commit = await readCommit(repository, call.text('ref') ?? '');
    return { status: 200, body: describeCommit(world, repository, commit) };
  },
  'git/get-ref': async (call) => {
    const name = `refs/${call.text('ref') ?? ''}`;
    const found = (await call.repository.git.listRefs(name)).find(({ ref }) => ref === name);
    if (found === undefined) throw RestError.notFound();
    return { status: 200, body: describeRef(call, found.ref, found.sha) };
  },
  'git/list-matching-refs': async (call) => {
    const refs = await call.repository.git.listRefs(`refs/${call.text('ref') ?? ''}`);
    return { status: 200, body: refs.map(({ ref, sha }) => describeRef(call, ref, sha)) };
  },
  'git/create-ref': async (call) => {
    const { ref, sha } = RefRequest.parse(call.body);
    if (!/^refs\/[^/]+\/./.test(ref)) throw RestError.invalid(`${ref} is not a valid ref name.`);
    if ((await call.repository.git.listRefs(ref)).some((known) => known.ref === ref))
      throw RestError.invalid('Reference already exists');
    if ((await call.repository.git.resolve(sha)) === undefined) throw RestError.invalid('Object does not exist');
    await changeRef(call, { ref, before: NO_COMMIT, after: sha });
    return { status: 201, body: describeRef(call, ref, sha) };
  },
  'git/delete-ref': async (call) => {
    const name = `refs/${call.text('ref') ?? ''}`;
    const found = (await call.repository.git.listRefs(name)).find(({ ref }) => ref === name);
    if (found === undefined) throw RestError.invalid('Reference does not exist');
    await changeRef(call, { ref: name, before: found.sha, after: NO_COMMIT });
    return { status: 204 };
  },
} satisfies Partial<Record<OperationId, RestHandler>>;

async function changeRef(call: RestCall, update: { ref: string; before: string; after: string }): Promise<void> {
  await call.repository.git.updateRef(update);
  await call.world.onPush(call.repository, [update], call.token);
}

async function getContent(call: RestCall) {
  const { repository, world } = call;
  const path = (call.text('path') ?? '').replace(/\/$/, '');
  const commit = await resolve(repository, call.text('ref') ?? repository.defaultBranch);
  const url = `${world.addresses.api}/repos/${repository.fullName}/contents/${path}`;
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const siblings = path === '' ? [] : await repository.git.listTree(commit, parent).catch(() => []);
  const entry = siblings.find((sibling) => sibling.path === path);
  if (path !== '' && entry === undefined) throw RestError.notFound();
  if (entry === undefined || entry.type === 'tree') {
    const entries = await repository.git.listTree(commit, path);
    return {
      status: 200,
      body: entries.map((one) => ({ ...describeEntry(one), url: `${url}/${one.path}`, _links: { self: url } })),
    };
  }
  const content = await repository.git.readBlob(entry.sha);
  const encoded = {
    encoding: 'base64',
    content: content.toString('base64').replaceAll(/.{60}/g, '$&\n'),
    size: content.length,
  };
  return {
    status: 200,
    body: {
      ...describeEntry(entry),
      ...encoded,
      url,
      html_url: null,
      git_url: null,
      download_url: null,
      _links: { self: url, git: null, html: null },
    },
  };
}

const describeEntry = ({ path, sha, type }: { path: string; sha: string; type: string }): object => ({
  type: type === 'tree' ? 'dir' : type === 'commit' ? 'submodule' : 'file',
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  sha,
  size: 0,
});

const describeRef = ({ world, repository }: RestCall, ref: string, sha: string): object => ({
  ref,
  url: `${world.addresses.api}/repos/${repository.fullName}/git/${ref}`,
  object: { sha, type: 'commit', url: `${world.addresses.api}/repos/${repository.fullName}/git/commits/${sha}` },
});

const describePermissions = (token: Token | undefined): object => ({
  admin: false,
  maintain: false,
  push: token !== undefined && hasPermission(token, 'contents', 'write'),
  triage: false,
  pull: token !== undefined && hasPermission(token, 'contents', 'read'),
});

async function resolve(repository: Repository, name: string): Promise<string> {
  const sha = await repository.git.resolve(name);
  if (sha === undefined) throw RestError.notFound();
  return sha;
}

async function readCommit(repository: Repository, name: string) {
  const sha = await resolve(repository, name);
  const commit = (await repository.git.readCommitsOf([sha])).get(sha);
  if (commit === undefined) throw RestError.notFound();
  return commit;
}
