import type { Mutant } from '../../shared/mutant.ts';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import type { MarkedLine } from '../results/group-by-line.ts';
import { oneLine } from './plain-text.ts';

/** `vscode.l10n.t`, handed in so that what is said can be tested without an editor. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** Problems and inline messages show one short line. */
export const LARGEST_MESSAGE = 100;
const LARGEST_CODE = 24;

export const describeChange = (
  { original, replacement }: Pick<Mutant, 'original' | 'replacement'>,
  t: Translate,
): string =>
  replacement.trim() === ''
    ? t('{0} removed', `\`${oneLine(original, LARGEST_CODE)}\``)
    : `\`${oneLine(original, LARGEST_CODE)}\` → \`${oneLine(replacement, LARGEST_CODE)}\``;

/** The line's message; details of its first mutant say how many tests ran, where they are known. */
export function describeLine(line: MarkedLine, detail: MutantDetail | undefined, t: Translate): string {
  const [first] = line.uncaught;
  if (first === undefined) return '';
  const change = describeChange(first.known.mutant, t);
  return oneLine(
    `${line.isStale ? t('(changed since) ') : ''}${describeUncaught(line, change, detail, t)}`,
    LARGEST_MESSAGE,
  );
}

function describeUncaught(line: MarkedLine, change: string, detail: MutantDetail | undefined, t: Translate): string {
  if (line.uncaught.length > 1)
    return line.kind === 'no-coverage'
      ? t('No test covers this line: {0} mutants, such as {1}', line.uncaught.length, change)
      : t('{0} of {1} mutants survived, such as {2}', line.uncaught.length, line.total, change);
  if (line.kind === 'no-coverage') return t('No test covers this line: {0} is not noticed', change);
  const ran = detail?.evidence?.testsRun;
  if (ran === undefined) return t('Survived: {0}', change);
  return ran === 1
    ? t('Survived: {0} (1 test ran and did not fail)', change)
    : t('Survived: {0} ({1} tests ran, none failed)', change, ran);
}
