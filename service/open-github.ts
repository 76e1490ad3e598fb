/** What processes need that speak with GitHub, in whichever installation. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createGithubActionsProvider } from './ci/github-actions/github-actions-provider.ts';
import { createShardTokens, type ShardTokens } from './ci/github-actions/sharded/shard-token.ts';
import { createWorkflowProposals, type WorkflowProposals } from './ci/github-actions/sharded/propose-workflow.ts';
import type { CiJobListener, CiProvider } from './ci/ci-provider.ts';
import type { SourceProvider } from './ci/source-provider.ts';
import type { Configuration } from './configuration.ts';
import { ANY_ACCOUNT, createAccountClaims } from './github/account-claims.ts';
import { createGithubAccess } from './github/create-github-access.ts';
import type { GithubAccess } from './github/github-api.ts';
import { createRepositoryMirrors } from './source/mirror/create-repository-mirrors.ts';
import { createMirrorSource } from './source/mirror/mirror-source.ts';
import type { Database } from './storage/store.ts';

export interface GithubParts {
  readonly configuration: Configuration;
  readonly packageRoot: string;
  readonly database: Database;
  readonly listener: CiJobListener;
  readonly logger: Logger;
}

export interface OpenedGithub {
  readonly access: GithubAccess;
  readonly provider: CiProvider;
  readonly source: SourceProvider;
  readonly workflowProposals: WorkflowProposals;
  readonly shardTokens: ShardTokens | undefined;
}

/** Nothing is asked of GitHub yet, so that it also works where no repository is there. */
export function openGithub({ configuration, packageRoot, database, listener, logger }: GithubParts): OpenedGithub {
  const { github, secretKey, folders, publicUrl } = configuration;
  // On one's own machine there is one organisation, and all access is one's own.
  const claims = configuration.allowsLocalProvider
    ? ANY_ACCOUNT
    : createAccountClaims(database, configuration.isSingleOrganisation);
  const access = createGithubAccess({ github, secretKey, database, claims, logger });
  const mirrors = createRepositoryMirrors({
    folder: join(folders.cache, 'mirrors'),
    serverUrl: github.serverUrl,
    access,
  });
  const shardTokens =
    secretKey && publicUrl !== undefined
      ? createShardTokens({ secretKey, audience: publicUrl, now: Date.now })
      : undefined;
  const provider = createGithubActionsProvider({
    access,
    mirrors,
    listener,
    runnerArchive: join(packageRoot, 'dist', 'runner.pyz'),
    now: Date.now,
    shardTokens,
  });
  const workflowProposals = createWorkflowProposals({
    access,
    mirrors,
    serverUrl: github.serverUrl,
    streamsTo: publicUrl,
  });
  return { access, provider, source: createMirrorSource(mirrors), workflowProposals, shardTokens };
}
