import type { Finding } from './choose-findings.ts';
import { codeSpan, plainLine } from './untrusted-text.ts';

const LONGEST_CODE = 80;
const LONGEST_PATH = 200;
const LONGEST_NAME = 100;

/** An item of a list in Markdown. */
export function describeFinding({ mutant, othersOnLine }: Finding): string {
  const { path, location, functionName, status } = mutant;
  const place = codeSpan(`${plainLine(path, LONGEST_PATH)}:${location.start.line}`, LONGEST_PATH + 12);
  const around = codeSpan(functionName, LONGEST_NAME);
  const others = othersOnLine === 0 ? '' : `, and ${othersOnLine} more on this line`;
  return `- ${place}${around === '' ? '' : ` in ${around}`}: ${describeChange(mutant, codeSpan)}; ${whyUncaught(status)}${others}`;
}

/** For an annotation, which is plain text. */
export function explainFinding({ mutant, othersOnLine }: Finding): string {
  const change = describeChange(mutant, (text, maxLength) => plainLine(text, maxLength));
  const others = othersOnLine === 0 ? '' : ` ${othersOnLine} more planted on this line went unnoticed.`;
  return `Planted bug: ${change}. ${mutant.status === 'Survived' ? SURVIVED : NOT_COVERED}${others}`;
}

const SURVIVED = 'The tests that run this line pass with it all the same.';
const NOT_COVERED = 'No test runs this line.';

const whyUncaught = (status: string): string => (status === 'Survived' ? 'all tests pass' : 'no test runs it');

function describeChange(
  { original, replacement }: Finding['mutant'],
  show: (text: string, maxLength: number) => string,
): string {
  const [before, after] = [original, replacement].map((text) => show(text, LONGEST_CODE));
  if (!after) return `${before} removed`;
  return before ? `${before} → ${after}` : `${after} inserted`;
}
