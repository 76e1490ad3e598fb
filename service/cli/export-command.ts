import { resolve } from 'node:path';
import { ExitCode, TinybugError } from '../../shared/error-code.ts';
import { Identifier } from '../../shared/run.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { CommandContext } from './command-context.ts';
import { readReport } from './export-report.ts';
import type { ExportOptions } from './program.ts';
import type { ServiceConnection } from './service-connection.ts';
import { withService } from './with-service.ts';
import { checkCanWriteFile, writeFileWhole } from './write-file-whole.ts';

/** `tinybug export [RUN]`. */
export async function exportRun(
  runId: string | undefined,
  options: ExportOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (runId !== undefined && !Identifier.safeParse(runId).success) {
    throw new TinybugError('invalid-option', `${runId} is not the id of a run; \`tinybug runs\` lists them.`);
  }
  const file = options.output === undefined ? undefined : resolve(options.output);
  if (file !== undefined) checkCanWriteFile('--output', file);
  return withService(context, options, async (connection) => {
    const report = await readReport(connection, runId ?? (await findNewestRun(connection)));
    if (file === undefined) context.output.write(report);
    else await writeFileWhole(file, report);
    return ExitCode.Success;
  });
}

async function findNewestRun({ client }: ServiceConnection): Promise<string> {
  const { items } = await client.call('listRuns', { params: { org: EMBEDDED_ORGANISATION }, query: { limit: 1 } });
  const run = items[0];
  if (!run) throw new TinybugError('not-found', 'There are no runs yet.');
  return run.id;
}
