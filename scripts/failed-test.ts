/** A test or check that failed, shown where it failed and once more at the end: a CI shows the end of a long output only. */
import { z } from 'zod';

const LINES_SHOWN = 15;

export const FailedTest = z.object({ title: z.string(), message: z.string() });
export type FailedTest = z.infer<typeof FailedTest>;

/** Title and the first lines of the message, without colours and blank lines at its ends. */
export function describeFailedTest(suite: string, { title, message }: FailedTest): string[] {
  // eslint-disable-next-line no-control-regex -- Colours of whatever tool wrote the message.
  const plain = message.replace(/\u001b\[[\d;]*m/g, '').replace(/^\s*\n|\s+$/g, '');
  const lines = plain.split('\n');
  const left = lines.length - LINES_SHOWN;
  const shown = lines.slice(0, LINES_SHOWN).map((line) => `    ${line}`.trimEnd());
  return [`✗ ${suite}: ${title}`, ...shown, ...(left > 0 ? [`    … ${left} more lines`] : [])];
}
