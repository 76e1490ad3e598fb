/** What pytest's JUnit report says about each pack, and the table over all versions. */
import { styleText } from 'node:util';

export type PackOutcome = 'right' | 'known failure' | 'wrong' | 'not here';

/** By the pack's name. */
export type PackOutcomes = ReadonlyMap<string, PackOutcome>;

/** A pack's tests have the pack's name as their parameter; of several, the outcome that needs most attention counts. */
export function readPackOutcomes(xml: string): PackOutcomes {
  const outcomes = new Map<string, PackOutcome>();
  for (const [, name = '', content = ''] of xml.matchAll(TEST_CASE)) {
    const found = [outcomeOf(content), outcomes.get(name) ?? 'not here'];
    outcomes.set(name, BY_ATTENTION.find((outcome) => found.includes(outcome)) ?? 'not here');
  }
  return outcomes;
}

const BY_ATTENTION: readonly PackOutcome[] = ['wrong', 'known failure', 'right', 'not here'];

const TEST_CASE = /<testcase [^>]*?name="[^"]*\[([^"]*)\]"[^>]*?(?:\/>|>(.*?)<\/testcase>)/gs;

function outcomeOf(content: string): PackOutcome {
  if (/<(?:failure|error)\b/.test(content)) return 'wrong';
  if (content.includes('type="pytest.xfail"')) return 'known failure';
  return content.includes('<skipped') ? 'not here' : 'right';
}

const MARKS: Record<PackOutcome, string> = {
  right: styleText('green', '✓'),
  'known failure': styleText('yellow', 'k'),
  wrong: styleText('red', '✗'),
  'not here': '-',
};

const COLUMN_WIDTH = 6;

/** A row for each pack, a column for each version. */
export function describePacks(byVersion: ReadonlyMap<string, PackOutcomes>): string {
  const names = [...new Set([...byVersion.values()].flatMap((outcomes) => [...outcomes.keys()]))].sort();
  const width = Math.max(0, ...names.map(({ length }) => length)) + 2;
  const head = [...byVersion.keys()].map((version) => version.padEnd(COLUMN_WIDTH)).join('');
  const rows = names.map((name) => {
    const marks = [...byVersion.values()].map((outcomes) => MARKS[outcomes.get(name) ?? 'not here']);
    return `${name.padEnd(width)}${marks.join(' '.repeat(COLUMN_WIDTH - 1))}`;
  });
  const legend = `✓ every verdict right   k right but for known failures   ✗ wrong   - not for this version or platform`;
  return [`${' '.repeat(width)}${head}`, ...rows, '', legend].join('\n');
}
