import { appendFileSync } from 'node:fs';

/** A figure to print after the tests: what an extension host prints nobody sees. */
export function noteFigure(text: string): void {
  const file = process.env['TINYBUG_HOST_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${text}\n`);
}
