import { InvalidArgumentError, Option, type Command } from 'commander';
import { GithubLogin } from '../../shared/github-account.ts';

export interface AccountsOptions {
  readonly claim?: string;
  readonly release?: string;
}

/** What only whoever runs a hosted service can do: it opens the service's database. */
export function addAccounts(
  program: Command,
  action: (organisation: string, options: AccountsOptions) => Promise<void>,
): void {
  program
    .command('accounts')
    .description('for operators: the accounts at GitHub that an organisation of a hosted service may measure')
    .argument('<organisation>', 'as it stands in addresses')
    .addOption(new Option('--claim <account>', 'give it this account').argParser(parseLogin).conflicts('release'))
    .addOption(new Option('--release <account>', 'take this account from it').argParser(parseLogin))
    .action(action);
}

function parseLogin(text: string): string {
  const login = GithubLogin.safeParse(text);
  if (login.success) return login.data;
  throw new InvalidArgumentError('It must be the name of a person or an organisation at GitHub.');
}
