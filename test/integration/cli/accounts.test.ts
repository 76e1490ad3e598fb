import assert from 'node:assert/strict';
import { runCommandLine } from '../../../service/cli/run-command-line.ts';
import { openDatabase } from '../../../service/storage/open-database.ts';
import type { Database } from '../../../service/storage/store.ts';
import { numberOf } from '../../helpers/github/access/accounts.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';
import { startPostgres, type PostgresServer } from '../../helpers/postgres.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';

describe('tinybug accounts', () => {
  let postgres: PostgresServer;
  let database: Database;
  let github: LoopbackGitHub;
  let temporary: Awaited<ReturnType<typeof createTemporaryFolder>>;
  let environment: Record<string, string>;

  before(async () => {
    postgres = await startPostgres();
    const url = await postgres.createDatabase();
    database = await openDatabase({ kind: 'postgres', url }, MIGRATIONS_FOLDER);
    github = await startGithub({ runJob: () => Promise.reject(new Error('Nothing is to run here.')) });
    await github.createRepository({ owner: 'acme', name: 'cart', folder: 'test/fixtures/ci-with-junit' });
    temporary = await createTemporaryFolder();
    environment = {
      POSTGRES_URL: url,
      GITHUB_PAT: github.tokens.create({ permissions: {} }).text,
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: github.gitUrl,
      TINYBUG_DATA: temporary.folder,
    };
  });
  after(async () => {
    await database.close();
    await postgres.stop();
    await github.close();
    await temporary.remove();
  });

  async function run(...commandLine: string[]): Promise<{ exitCode: number; output: string; messages: string }> {
    const streams = { output: '', messages: '' };
    const stream = (name: keyof typeof streams) => ({
      write: (text: string) => {
        streams[name] += text;
        return true;
      },
    });
    const surroundings = { environment, output: stream('output'), messages: stream('messages') };
    return { exitCode: await runCommandLine(['accounts', ...commandLine], surroundings), ...streams };
  }

  it('gives an organisation an account, lists it, refuses it to another one, and takes it away', async () => {
    for (const slug of ['team', 'others']) await database.ensureOrganisation(slug, slug);
    const claimed = await run('team', '--claim', 'Acme');
    assert.deepEqual([claimed.exitCode, claimed.messages], [0, '']);
    assert.match(claimed.output, new RegExp(`^acme {2}${numberOf('acme')} {2}\\d{4}-`));
    const taken = await run('others', '--claim', 'acme');
    assert.equal(taken.exitCode, 6);
    assert.match(taken.messages, /another organisation's/);
    assert.match((await run('team')).output, /acme/);
    assert.equal((await run('team', '--release', 'acme')).output, '');
    assert.equal((await run('team', '--release', 'acme')).exitCode, 2);
    assert.equal((await run('others', '--claim', 'acme')).exitCode, 0);
  });

  it('says what is missing: an organisation, the database', async () => {
    assert.match((await run('nobody')).messages, /no organisation nobody/);
    const { POSTGRES_URL, ...others } = environment;
    environment = others;
    assert.match((await run('team')).messages, /POSTGRES_URL is missing/);
    environment = { ...others, POSTGRES_URL: POSTGRES_URL ?? '' };
  });
});
