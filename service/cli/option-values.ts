import { InvalidArgumentError } from 'commander';

export function parseWholeNumber(lowest: number, highest: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${lowest} to ${highest}.`);
  };
}

export function parsePercent(text: string): number {
  const value = Number(text.replace(/\s*%$/, ''));
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 100.');
}

const MINUTES_OF_UNIT: Record<string, number> = { s: 1 / 60, m: 1, min: 1, h: 60 };

/** `90s`, `10m`, `1.5h`; without a unit it is minutes. */
export function parseMinutes(text: string): number {
  const [, amount, unit = 'm'] = /^(\d+(?:\.\d+)?)\s*(s|m|min|h)?$/.exec(text.trim()) ?? [];
  const minutes = Number(amount) * (MINUTES_OF_UNIT[unit] ?? 1);
  if (minutes > 0 && minutes <= 1_440) return minutes;
  throw new InvalidArgumentError('It must be a time such as 90s, 10m or 2h, at most 24h.');
}

/** Adds `a,b` to what earlier uses of the option gave. */
export function collectList(text: string, earlier: readonly string[] = []): string[] {
  const values = text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  if (values.length === 0) throw new InvalidArgumentError('It must name something.');
  return [...earlier, ...values];
}

export function parseRevision(text: string): string {
  if (/^[^-\s][^\s]*$/.test(text) && text.length <= 256) return text;
  throw new InvalidArgumentError('It must be a commit, branch or tag.');
}

/** Splits as a shell does, with quotes and backslashes and without any expansion; adds to what earlier uses gave. */
export function collectShellWords(text: string, earlier: readonly string[] = []): string[] {
  const words = [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs)].map(([word]) => unquote(word));
  const quotes = text.replace(/\\./gs, '').replace(/'[^']*'|"[^"]*"/gs, '');
  if (/["']/.test(quotes)) throw new InvalidArgumentError('A quote is not closed.');
  return [...earlier, ...words];
}

function unquote(word: string): string {
  return word.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs,
    (_, double?: string, single?: string, escaped?: string) => {
      if (double !== undefined) return double.replace(/\\(["\\$`])/g, '$1');
      return single ?? escaped ?? '';
    },
  );
}
