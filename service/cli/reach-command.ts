import { ExitCode, TinybugError } from '../../shared/error-code.ts';
import { Identifier } from '../../shared/run.ts';
import type { UnmutatedStatement } from '../../shared/unmutated-statement.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { CommandContext } from './command-context.ts';
import { countOf } from './describe-event.ts';
import { toPlainLine } from './plain-text.ts';
import type { ShowOptions } from './program.ts';
import type { Screen } from './screen.ts';
import type { ServiceConnection } from './service-connection.ts';
import { withService } from './with-service.ts';

/** `tinybug show RUN --reach`. */
export async function showReach(runId: string, options: ShowOptions, context: CommandContext): Promise<ExitCode> {
  if (!Identifier.safeParse(runId).success)
    throw new TinybugError('invalid-option', `--reach: ${runId} is not the id of a run; \`tinybug runs\` lists them.`);
  return withService(context, options, async (connection) => {
    const statements = await listStatements(connection, runId);
    if (options.json) context.output.write(`${JSON.stringify(statements)}\n`);
    else for (const line of formatReach(statements, context.result)) context.result.printLine(line);
    return ExitCode.Success;
  });
}

async function listStatements({ client }: ServiceConnection, runId: string): Promise<UnmutatedStatement[]> {
  const statements: UnmutatedStatement[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.call('listUnmutatedStatements', {
      params: { org: EMBEDDED_ORGANISATION, runId },
      query: { limit: 500, ...(cursor !== undefined && { cursor }) },
    });
    statements.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return statements;
  }
}

/** Where each statement is and why, as compilers write it; then how many there are for each reason. */
export function formatReach(statements: readonly UnmutatedStatement[], { style }: Pick<Screen, 'style'>): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of statements) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].sort(([, a], [, b]) => b - a);
  return [
    ...statements.map(({ path, line, reason }) => toPlainLine(`${path}:${line}: ${reason}`)),
    ...(statements.length > 0 ? [''] : []),
    style.bold(`${countOf(statements.length, 'statement')} without a mutant`),
    ...reasons.map(([reason, count]) => toPlainLine(`${String(count).padStart(6)}  ${reason}`)),
  ];
}
