import { numberOf } from '../access/accounts.ts';
import { isoTime } from '../clock.ts';
import type { Repository } from '../repositories.ts';
import type { World } from '../world.ts';
import type { Commit } from '../git/bare-repository.ts';

export const describeUser = (world: World, login: string): object => ({
  login,
  id: numberOf(login),
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
  url: `${world.addresses.api}/users/${login}`,
  html_url: `${world.addresses.html}/${login}`,
});

/** An account that owns repositories is an organisation here; every other one is a person. */
export const describeAccount = (world: World, login: string): object => ({
  ...describeUser(world, login),
  ...(ownsRepositories(world, login) && { type: 'Organization' }),
});

const ownsRepositories = ({ repositories }: World, login: string): boolean =>
  repositories.all.some(({ owner }) => owner.toLowerCase() === login.toLowerCase());

export function describeRepository(world: World, repository: Repository): object {
  const url = `${world.addresses.api}/repos/${repository.fullName}`;
  const html = `${world.addresses.html}/${repository.fullName}`;
  return {
    id: repository.id,
    name: repository.name,
    full_name: repository.fullName,
    owner: { ...describeUser(world, repository.owner), type: 'Organization' },
    private: repository.isPrivate,
    visibility: repository.isPrivate ? 'private' : 'public',
    default_branch: repository.defaultBranch,
    url,
    html_url: html,
    clone_url: `${html}.git`,
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    created_at: isoTime(repository.createdAt),
    updated_at: isoTime(repository.pushedAt),
    pushed_at: isoTime(repository.pushedAt),
    has_issues: true,
  };
}

/** One installation for all accounts is all that is needed here. */
export function describeInstallation(world: World, owner = world.repositories.all[0]?.owner ?? 'octo-org'): object {
  const { app, addresses } = world;
  return {
    id: app.installationId,
    app_id: app.id,
    app_slug: app.slug,
    account: { ...describeUser(world, owner), type: 'Organization' },
    target_id: numberOf(owner),
    target_type: 'Organization',
    repository_selection: 'all',
    permissions: app.permissions,
    events: ['pull_request', 'push', 'workflow_job', 'workflow_run'],
    access_tokens_url: `${addresses.api}/app/installations/${app.installationId}/access_tokens`,
    repositories_url: `${addresses.api}/installation/repositories`,
    html_url: `${addresses.html}/organizations/${owner}/settings/installations/${app.installationId}`,
  };
}

export const describeApp = (world: World): object => ({
  id: world.app.id,
  slug: world.app.slug,
  html_url: `${world.addresses.html}/apps/${world.app.slug}`,
  name: 'Tinybug',
  owner: describeUser(world, 'tinybug'),
  permissions: world.app.permissions,
  events: ['pull_request', 'push', 'workflow_job', 'workflow_run'],
});

export function describeCommit(world: World, repository: Repository, commit: Commit): object {
  const url = `${world.addresses.api}/repos/${repository.fullName}/commits/${commit.sha}`;
  const person = { name: commit.authorName, email: commit.authorEmail, date: commit.date };
  return {
    sha: commit.sha,
    url,
    html_url: `${world.addresses.html}/${repository.fullName}/commit/${commit.sha}`,
    commit: { message: commit.message, author: person, committer: person, tree: { sha: commit.tree }, url },
    parents: commit.parents.map((sha) => ({ sha })),
  };
}
