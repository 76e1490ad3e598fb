import { ExitCode } from '../../shared/error-code.ts';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import { describeMark } from '../reporting/describe-mark.ts';
import type { CommandContext } from './command-context.ts';
import { countOf } from './describe-event.ts';
import { checkMutantOptions, findMutant } from './find-mutant.ts';
import { formatDiff } from './format-mutants.ts';
import { toPlainLine, toPlainLines } from './plain-text.ts';
import type { ShowOptions } from './program.ts';
import type { Screen } from './screen.ts';
import { withService } from './with-service.ts';

const MOST_TESTS_SHOWN = 20;

/** `tinybug show MUTANT`. */
export async function showMutant(mutantId: string, options: ShowOptions, context: CommandContext): Promise<ExitCode> {
  checkMutantOptions(mutantId, options.run);
  return withService(context, options, async (connection) => {
    const { mutant } = await findMutant(connection, mutantId, options.run);
    if (options.json) context.output.write(`${JSON.stringify(mutant)}\n`);
    else for (const line of formatMutantDetail(mutant, context.result)) context.result.printLine(line);
    return ExitCode.Success;
  });
}

export function formatMutantDetail(mutant: MutantDetail, { style, width }: Pick<Screen, 'style' | 'width'>): string[] {
  const place = `${toPlainLine(mutant.path)}:${mutant.location.start.line}:${mutant.location.start.column}`;
  const where = mutant.functionName === '' ? '' : ` in ${toPlainLine(mutant.functionName)}`;
  return [
    style.bold(`${place}${where}: ${mutant.mutatorName}`),
    `${mutant.status}${mutant.statusReason === undefined ? '' : `: ${toPlainLine(mutant.statusReason)}`}`,
    ...(mutant.triage === undefined ? [] : [toPlainLine(describeMark(mutant.triage, mutant.status))]),
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
