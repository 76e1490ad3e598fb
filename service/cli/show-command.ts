import { ExitCode, TinybugError } from '../../shared/error-code.ts';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import { MutantId } from '../../shared/mutant.ts';
import { Identifier } from '../../shared/run.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { CommandContext } from './command-context.ts';
import { countOf } from './describe-event.ts';
import { formatDiff } from './format-mutants.ts';
import { toPlainLine, toPlainLines } from './plain-text.ts';
import type { ShowOptions } from './program.ts';
import type { Screen } from './screen.ts';
import type { ServiceConnection } from './service-connection.ts';
import { withService } from './with-service.ts';

const MOST_TESTS_SHOWN = 20;
const RUNS_LOOKED_AT = 50;

/** `tinybug show MUTANT`. */
export async function showMutant(mutantId: string, options: ShowOptions, context: CommandContext): Promise<ExitCode> {
  if (!MutantId.safeParse(mutantId).success)
    throw new TinybugError('invalid-option', `${mutantId} is not the id of a mutant: 16 hexadecimal digits.`);
  if (options.run !== undefined && !Identifier.safeParse(options.run).success) {
    throw new TinybugError(
      'invalid-option',
      `--run: ${options.run} is not the id of a run; \`tinybug runs\` lists them.`,
    );
  }
  return withService(context, options, async (connection) => {
    const mutant = await findMutant(connection, mutantId, options.run);
    if (options.json) context.output.write(`${JSON.stringify(mutant)}\n`);
    else for (const line of formatMutantDetail(mutant, context.result)) context.result.printLine(line);
    return ExitCode.Success;
  });
}

/** In the run named, else in the newest that has it: the id stays the same from run to run. */
async function findMutant(
  { client }: ServiceConnection,
  mutantId: string,
  runId: string | undefined,
): Promise<MutantDetail> {
  const show = (id: string) =>
    client.call('showMutant', { params: { org: EMBEDDED_ORGANISATION, runId: id, mutantId } });
  if (runId !== undefined) return show(runId);
  const runs = await client.call('listRuns', {
    params: { org: EMBEDDED_ORGANISATION },
    query: { limit: RUNS_LOOKED_AT },
  });
  for (const run of runs.items) {
    try {
      return await show(run.id);
    } catch (error) {
      if (!(error instanceof TinybugError && error.code === 'not-found')) throw error;
    }
  }
  throw new TinybugError('not-found', `None of the newest ${RUNS_LOOKED_AT} runs has a mutant ${mutantId}.`);
}

export function formatMutantDetail(mutant: MutantDetail, { style, width }: Pick<Screen, 'style' | 'width'>): string[] {
  const place = `${toPlainLine(mutant.path)}:${mutant.location.start.line}:${mutant.location.start.column}`;
  const where = mutant.functionName === '' ? '' : ` in ${toPlainLine(mutant.functionName)}`;
  return [
    style.bold(`${place}${where}: ${mutant.mutatorName}`),
    `${mutant.status}${mutant.statusReason === undefined ? '' : `: ${toPlainLine(mutant.statusReason)}`}`,
    '',
    ...formatDiff(mutant.diff, { style, width }),
    ...formatEvidence(mutant),
    ...formatTests(mutant),
  ];
}

function formatEvidence({ evidence }: MutantDetail): string[] {
  if (!evidence) return [];
  const { killingTest, output } = evidence;
  const lines = [
    '',
    `${countOf(evidence.testsRun, 'test')} of ${evidence.testsPlanned} ran (${evidence.activation}${evidence.activationProven ? ', mutant proven active' : ''})`,
  ];
  if (evidence.reusedFrom !== undefined) lines.push(`Measured by an earlier run, ${evidence.reusedFrom}`);
  if (killingTest) {
    const place =
      killingTest.file === undefined
        ? ''
        : ` at ${killingTest.file}${killingTest.line === undefined ? '' : `:${killingTest.line}`}`;
    lines.push(
      `Noticed by ${toPlainLine(killingTest.id)}${toPlainLine(place)}`,
      ...toPlainLines(`${killingTest.exception}: ${killingTest.message}`).map((line) => `  ${line}`),
    );
  }
  if (output)
    lines.push(
      '',
      ...toPlainLines(
        output.omittedBytes > 0
          ? `${output.head}\n… ${output.omittedBytes} bytes left out …\n${output.tail}`
          : output.head + output.tail,
      ),
    );
  return lines;
}

function formatTests({ coveredBy }: MutantDetail): string[] {
  if (coveredBy.length === 0) return ['', 'No test runs the mutated code.'];
  const shown = coveredBy.slice(0, MOST_TESTS_SHOWN).map((id) => `  ${toPlainLine(id)}`);
  const left = coveredBy.length - shown.length;
  return [
    '',
    `${countOf(coveredBy.length, 'test')} run the mutated code:`,
    ...shown,
    ...(left > 0 ? [`  … ${left} more`] : []),
  ];
}
