import { ExitCode, TinybugError } from '../../shared/error-code.ts';
import { TriageKind, TriageRequest } from '../../shared/triage.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import { KIND_IN_WORDS } from '../reporting/describe-mark.ts';
import type { CommandContext } from './command-context.ts';
import { checkMutantOptions, findMutant } from './find-mutant.ts';
import { toPlainLine } from './plain-text.ts';
import type { TriageOptions } from './program.ts';
import { withService } from './with-service.ts';

/** `tinybug triage MUTANT`. */
export async function triageMutant(
  mutantId: string,
  options: TriageOptions,
  context: CommandContext,
): Promise<ExitCode> {
  checkMutantOptions(mutantId, options.run);
  const mark = readMark(options);
  return withService(context, options, async (connection) => {
    const { client } = connection;
    const { runId, mutant } = await findMutant(connection, mutantId, options.run);
    const params = { org: EMBEDDED_ORGANISATION, runId, mutantId };
    const place = `${toPlainLine(mutant.path)}:${mutant.location.start.line}`;
    if (mark === undefined) {
      await client.call('removeTriage', { params });
      context.result.printLine(`${place} is not marked${mutant.triage === undefined ? '' : ' any more'}.`);
    } else {
      await client.call('triageMutant', { params, body: mark });
      context.result.printLine(`${place} is marked as ${KIND_IN_WORDS[mark.kind]}. The measured score stays as it is.`);
    }
    return ExitCode.Success;
  });
}

/** Undefined where a mark is to be removed. */
function readMark({ as: kind, reason, remove }: TriageOptions): TriageRequest | undefined {
  if (remove) return undefined;
  if (kind === undefined || reason === undefined) {
    const kinds = TriageKind.options.join(' or ');
    throw new TinybugError('invalid-option', `Say --as ${kinds} and --reason why, or --remove.`);
  }
  const mark = TriageRequest.safeParse({ kind, reason, proposedBy: 'person' });
  if (mark.success) return mark.data;
  throw new TinybugError('invalid-option', `--reason: ${mark.error.issues[0]?.message ?? 'is not valid'}`);
}
