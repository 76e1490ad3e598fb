import { ExitCode } from '../../shared/error-code.ts';
import type { Repository, Run } from '../../shared/run.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { CommandContext } from './command-context.ts';
import { formatDuration } from './format-duration.ts';
import { formatPercent } from './format-score.ts';
import { toPlainLine } from './plain-text.ts';
import type { RunsOptions } from './program.ts';
import type { ServiceConnection } from './service-connection.ts';
import { withService } from './with-service.ts';

/** `tinybug runs`. */
export async function listRuns(options: RunsOptions, context: CommandContext): Promise<ExitCode> {
  return withService(context, options, async (connection) => {
    const { items } = await connection.client.call('listRuns', {
      params: { org: EMBEDDED_ORGANISATION },
      query: { limit: options.limit },
    });
    if (options.json) {
      for (const run of items) context.output.write(`${JSON.stringify(run)}\n`);
      return ExitCode.Success;
    }
    const repositories = await readRepositories(connection);
    for (const run of items) context.result.printLine(formatRun(run, repositories.get(run.repositoryId)));
    if (items.length === 0) context.result.printLine('No runs yet. `npm run measure -- PATH` starts one.');
    return ExitCode.Success;
  });
}

async function readRepositories({ client }: ServiceConnection): Promise<Map<string, Repository>> {
  const repositories = new Map<string, Repository>();
  for (let cursor: string | undefined; ;) {
    const page = await client.call('listRepositories', {
      params: { org: EMBEDDED_ORGANISATION },
      query: { limit: 500, ...(cursor !== undefined && { cursor }) },
    });
    for (const repository of page.items) repositories.set(repository.id, repository);
    cursor = page.nextCursor;
    if (cursor === undefined) return repositories;
  }
}

/** `id  started  status  score  duration  project`, the columns of fixed width first. */
export function formatRun(run: Run, repository: Repository | undefined): string {
  const score = run.score?.score === undefined ? '-' : formatPercent(run.score.score);
  const duration =
    run.endedAt === undefined ? '-' : formatDuration(Date.parse(run.endedAt) - Date.parse(run.createdAt));
  const started = run.createdAt.slice(0, 16).replace('T', ' ');
  const project = toPlainLine(repository?.location ?? run.repositoryId);
  return `${run.id}  ${started}  ${run.status.padEnd(9)}  ${score.padStart(7)}  ${duration.padStart(11)}  ${project}`;
}
