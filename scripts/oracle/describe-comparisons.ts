import { diffOfMutant } from '../../service/reporting/mutant-diff.ts';
import { wilsonInterval } from '../../shared/mutation-score.ts';
import { type Agreement, type Comparison } from './compare-verdict.ts';
import type { SuiteRun } from './plain-suite.ts';
import type { TinybugVerdict } from './tinybug-verdict.ts';

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const countAgreements = (comparisons: readonly Comparison[]): Record<Agreement, number> => {
  const counts = { agrees: 0, 'agrees-softly': 0, disagrees: 0, unstable: 0, 'no-verdict': 0 };
  for (const { agreement } of comparisons) counts[agreement] += 1;
  return counts;
};

const COLUMNS = ['status', 'mutants', 'agree', 'of those soft', 'disagree', 'unstable', 'no verdict'];

/** A row for each status and one for all. */
export function describeTable(comparisons: readonly Comparison[]): string {
  const statuses = [...new Set(comparisons.map(({ verdict }) => verdict.status))].sort();
  const groups = statuses.map((status) => comparisons.filter(({ verdict }) => verdict.status === status));
  const rows = [...groups.map((group, index) => row(statuses[index] ?? '', group)), row('all', comparisons)];
  const table = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return lines.join('\n');
}

function row(name: string, comparisons: readonly Comparison[]): string[] {
  const counts = countAgreements(comparisons);
  const agreed = counts.agrees + counts['agrees-softly'];
  const numbers = [comparisons.length, agreed, counts['agrees-softly'], counts.disagrees, counts.unstable];
  return [name, ...[...numbers, counts['no-verdict']].map(String)];
}

/** Only mutants on which both have an opinion count. */
export function describeAgreement(comparisons: readonly Comparison[], isStratified: boolean): string {
  const counts = countAgreements(comparisons);
  const agreed = counts.agrees + counts['agrees-softly'];
  const compared = agreed + counts.disagrees;
  if (compared === 0) return 'Agreement: nothing to compare.';
  const { low, high } = wilsonInterval(agreed, compared);
  const share = `Agreement: ${percent(agreed / compared)} (${agreed} of ${compared})`;
  if (isStratified) return `${share}; of a stratified sample, so it does not stand for all mutants.`;
  return `${share}, 95 % interval ${percent(low)} to ${percent(high)}.`;
}

/** Everything a person needs to find out who is wrong. */
export function describeComparison({ verdict, runs, agreement }: Comparison, text: string): string {
  const { mutant } = verdict;
  return [
    `── ${agreement}: ${mutant.id} ${mutant.path}:${mutant.location.start.line} ${mutant.functionName} ${mutant.mutatorName}`,
    diffOfMutant(mutant, text).trimEnd(),
    `Tinybug: ${describeVerdict(verdict)}`,
    ...runs.map((run) => `Oracle:  ${describeRun(run)}`),
    ...(runs[0] === undefined ? [] : [indent(runs[0].outputTail)]),
  ].join('\n');
}

function describeVerdict({ status, statusReason, killedBy, evidence }: TinybugVerdict): string {
  const parts = [status, statusReason, killedBy.length > 0 ? `killed by ${killedBy.join(', ')}` : undefined];
  const { killingTest } = evidence ?? {};
  if (killingTest !== undefined) parts.push(`${killingTest.exception}: ${killingTest.message.split('\n', 1)[0] ?? ''}`);
  if (evidence !== undefined) {
    parts.push(`${evidence.testsRun} of ${evidence.testsPlanned} tests run`);
    parts.push(`activation ${evidence.activation}${evidence.activationProven ? ', proven' : ', not proven'}`);
    parts.push(`${(evidence.cpuMs / 1000).toFixed(1)} s of CPU time`);
  }
  return parts.filter((part) => part !== undefined).join('; ');
}

function describeRun({ outcome, end, tests, failing, cpuMs }: SuiteRun): string {
  const counted = tests === undefined ? '' : `; ${tests} tests`;
  return `${outcome}: it ${end}${counted}; ${(cpuMs / 1000).toFixed(1)} s of CPU time${failing === undefined ? '' : `; ${failing}`}`;
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
