import { join } from 'node:path';
import { pino } from 'pino';
import { ExitCode, TinybugError } from '../../shared/error-code.ts';
import { ANY_ACCOUNT } from '../github/account-claims.ts';
import { createGithubAccess } from '../github/create-github-access.ts';
import { openDatabase } from '../storage/open-database.ts';
import type { Database } from '../storage/store.ts';
import type { CommandContext } from './command-context.ts';
import type { AccountsOptions } from './operator-commands.ts';

/** `tinybug accounts ORGANISATION`: whoever has the database's password need not prove anything more. */
export async function manageAccounts(
  slug: string,
  options: AccountsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { postgresUrl } = context.configuration;
  if (postgresUrl === undefined)
    throw new TinybugError('invalid-configuration', 'POSTGRES_URL is missing; it names the database of the service.');
  const database = await openDatabase(
    { kind: 'postgres', url: postgresUrl },
    join(context.packageRoot, 'prisma', 'migrations'),
  );
  try {
    const organisation = await database.findOrganisation(slug);
    if (organisation === undefined) throw new TinybugError('not-found', `There is no organisation ${slug}.`);
    if (options.claim !== undefined) await claim(database, organisation.id, options.claim, context);
    if (options.release !== undefined) await release(database, organisation.id, options.release);
    for (const { login, accountId, claimedAt } of await database.listGithubAccounts(organisation.id))
      context.result.printLine(`${login}  ${accountId}  ${claimedAt}`);
    return ExitCode.Success;
  } finally {
    await database.close();
  }
}

async function claim(
  database: Database,
  organisationId: string,
  login: string,
  { configuration: { github, secretKey } }: CommandContext,
): Promise<void> {
  const logger = pino({ level: 'silent' });
  const access = createGithubAccess({ github, secretKey, database, claims: ANY_ACCOUNT, logger });
  if ((await database.claimGithubAccount(organisationId, await access.findAccount(login))) !== undefined) return;
  throw new TinybugError('github-account-taken', `The account ${login} is another organisation's: release it there.`);
}

async function release(database: Database, organisationId: string, login: string): Promise<void> {
  if (await database.releaseGithubAccount(organisationId, login)) return;
  throw new TinybugError('not-found', `The organisation has no account ${login}.`);
}
