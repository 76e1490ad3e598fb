/** A hosted installation on this machine, each part in a process of its own: database, workflow engine, and API with worker. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '../../service/storage/open-database.ts';
import type { Database } from '../../service/storage/store.ts';
import { connectTemporal, localTarget } from '../../service/temporal/connect.ts';
import { startTemporalServer } from '../../service/temporal/temporal-server.ts';
import { startGithub } from '../../test/helpers/github/start-github.ts';
import type { GitHubOptions, LoopbackGitHub } from '../../test/helpers/github/loopback-github.ts';
import { startPostgres } from '../../test/helpers/postgres.ts';
import { obtainRealServer } from '../../test/helpers/temporal-real-server.ts';
import { createTemporaryFolder } from '../../test/helpers/temporary-folder.ts';
import { projectRoot } from '../python-tools.ts';

const NAMESPACE = 'tinybug-staging';
export const WEBHOOK_SECRET = 'shared with GitHub';

export interface HostedService {
  readonly github: LoopbackGitHub;
  readonly database: Database;
  readonly temporal: Awaited<ReturnType<typeof connectTemporal>>['client'];
  /** Of the API. */
  readonly url: string;
  /** API and worker. */
  readonly pid: number;
  close(): Promise<void>;
}

export async function startHostedService(options: GitHubOptions): Promise<HostedService> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const { folder, remove } = await createTemporaryFolder();
    closing.push(remove);
    const postgres = await startPostgres({ isDurable: true });
    closing.push(() => postgres.stop());
    const postgresUrl = await postgres.createDatabase();
    const server = await startTemporalServer({
      executable: await obtainRealServer(),
      databaseFile: join(folder, 'temporal.db'),
      logFile: join(folder, 'temporal.log'),
      namespace: NAMESPACE,
    });
    closing.push(() => server.stop());
    const { client, close: disconnect } = await connectTemporal(localTarget(server.address, NAMESPACE));
    closing.push(disconnect);
    const migrations = join(projectRoot, 'prisma', 'migrations');
    const database = await openDatabase({ kind: 'postgres', url: postgresUrl }, migrations);
    closing.push(() => database.close());
    const github = await startGithub(options);
    closing.push(() => github.close());
    const service = startProcess({
      ...githubVariables(github),
      TINYBUG_ENV: 'staging',
      TINYBUG_SINGLE_ORGANISATION: 'true',
      TINYBUG_PUBLIC_URL: 'https://tinybug.example',
      TINYBUG_CACHE: join(folder, 'cache'),
      POSTGRES_URL: postgresUrl,
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: NAMESPACE,
    });
    closing.push(() => endProcess(service));
    const url = await readUrl(service);
    github.webhooks.subscribe({ url: `${url}/webhooks/github`, secret: WEBHOOK_SECRET });
    return { github, database, temporal: client, url, pid: service.pid ?? 0, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const githubVariables = ({ url, gitUrl, app }: LoopbackGitHub) => ({
  GITHUB_API_URL: url,
  GITHUB_SERVER_URL: gitUrl,
  GITHUB_APP_ID: String(app.id),
  GITHUB_APP_PRIVATE_KEY: app.privateKey,
  GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
});

const startProcess = (variables: Readonly<Record<string, string>>): ChildProcess =>
  fork(join(projectRoot, 'scripts', 'github-service-process.ts'), {
    execArgv: ['--import', 'tsx'],
    cwd: projectRoot,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

async function readUrl(service: ChildProcess): Promise<string> {
  const exited = once(service, 'exit').then(() => undefined);
  const message = await Promise.race([once(service, 'message'), exited]);
  return z.object({ url: z.string() }).parse(message?.[0]).url;
}

async function endProcess(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null) return;
  const exited = once(service, 'exit');
  service.disconnect();
  await exited;
}
