/** What pytest printed: which tests failed and by what, how many ran, and whether it came to its own end. */
import { captureText } from './captured-text.ts';
import { describeFailure, isWorkerCrash, type ReportedTest, type TestFailure } from './reported-test.ts';

export interface PytestSession {
  /**
   * `finished`: pytest ran all it had chosen to run. `stopped`: it stopped at a failure (`-x`), or at errors while collecting.
   * `ambiguous`: the output of one pytest within that of another, so that nobody can tell whose lines they are.
   */
  readonly ending: 'finished' | 'stopped' | 'no-tests' | 'interrupted' | 'internal-error' | 'unfinished' | 'ambiguous';
  readonly counts: OutcomeCounts;
  /** Tests and files named as failed. */
  readonly failures: readonly ReportedTest[];
  /** Tests named as passed, which pytest does with `-v` or `-rA` only. */
  readonly passed: ReadonlySet<string>;
}

export interface OutcomeCounts {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
  readonly xfailed: number;
  readonly xpassed: number;
  readonly deselected: number;
}

const NO_COUNTS: OutcomeCounts = { passed: 0, failed: 0, errors: 0, skipped: 0, xfailed: 0, xpassed: 0, deselected: 0 };

const START = /^=+ test session starts(?: \(.*\))? =+$/;
const RESULTS = /^=+ (?:FAILURES|ERRORS) =+$/;
const SUMMARY = /^=+ short test summary info =+$/;
const END = /^(?:=+ )?((?:\d+ [a-z]+(?: [a-z]+)?(?:, )?)+|no tests ran) in [\d.]+s(?: \([\d:]+\))?(?: =+)?$/;
const STOPPED =
  /^!+ (?:(?:xdist\.dsession\.)?Interrupted: (?:\d+ errors? during collection|stopping after \d+ failures)|stopping after \d+ failures) !+$/;
const INTERRUPTED = /^!+ (?:.*KeyboardInterrupt|.*Interrupted: .*|.*Exit: .*) !+$/;
const INTERNAL_ERROR = /^INTERNALERROR>/;

/** Every session of a step's output in its order; none where pytest never said how it ended. */
export function readPytestSessions(lines: readonly string[]): PytestSession[] {
  const sessions: PytestSession[] = [];
  let begin = 0;
  for (const [index, line] of lines.entries()) {
    const end = END.exec(line.trim());
    if (end === null) continue;
    sessions.push(readSession(lines.slice(begin, index), readCounts(end[1] ?? '')));
    begin = index + 1;
  }
  const rest = lines.slice(begin);
  if (rest.some((line) => START.test(line) || line.startsWith('INTERNALERROR>')))
    sessions.push(readSession(rest, undefined));
  return sessions;
}

function readCounts(text: string): OutcomeCounts {
  const counts = { ...NO_COUNTS };
  for (const [, count, word = ''] of text.matchAll(/(\d+) ([a-z]+)/g)) {
    const key = word === 'error' ? 'errors' : word;
    if (key in counts) counts[key as keyof OutcomeCounts] += Number(count);
  }
  return counts;
}

function readSession(lines: readonly string[], counts: OutcomeCounts | undefined): PytestSession {
  const summaryStart = lines.findLastIndex((line) => SUMMARY.test(line));
  const summary = summaryStart === -1 ? [] : lines.slice(summaryStart + 1);
  const { passed, ids } = readNamed(lines);
  const failures = new Map<string, ReportedTest>();
  for (const line of summary) {
    const failure = readSummaryLine(line, ids, lines);
    if (failure !== undefined && !failures.has(failure.id)) failures.set(failure.id, failure);
  }
  return { ending: findEnding(lines, counts), counts: counts ?? NO_COUNTS, failures: [...failures.values()], passed };
}

function findEnding(lines: readonly string[], counts: OutcomeCounts | undefined): PytestSession['ending'] {
  if (isNested(lines)) return 'ambiguous';
  const has = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  if (has(INTERNAL_ERROR)) return 'internal-error';
  if (has(STOPPED)) return counts === undefined ? 'unfinished' : 'stopped';
  if (has(INTERRUPTED)) return 'interrupted';
  if (counts === undefined) return 'unfinished';
  const ran = counts.passed + counts.failed + counts.errors + counts.skipped + counts.xfailed + counts.xpassed;
  return ran === 0 ? 'no-tests' : 'finished';
}

/** A test that runs pytest itself shows that output where it fails. */
function isNested(lines: readonly string[]): boolean {
  const starts = lines.flatMap((line, index) => (START.test(line) ? [index] : []));
  const results = lines.findIndex((line) => RESULTS.test(line));
  const summaries = lines.filter((line) => SUMMARY.test(line)).length;
  return starts.length > 1 || summaries > 1 || (results !== -1 && starts.some((start) => start > results));
}

const VERBOSE = /^(\S.*?::.*?) (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b(?: \(.*\))?\s*(?:\[\s*\d+%\])?$/;
const DISTRIBUTED = /^\[gw\d+\] \[\s*\d+%\] (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) (\S.*::.*?)\s*$/;
const NAMED_AS_PASSED = /^PASSED (\S.*::.*)$/;

function readNamed(lines: readonly string[]): { passed: Set<string>; ids: Set<string> } {
  const passed = new Set<string>();
  const ids = new Set<string>();
  for (const line of lines) {
    const [, verboseId, verboseWord] = VERBOSE.exec(line) ?? [];
    const [, distributedWord, distributedId] = DISTRIBUTED.exec(line) ?? [];
    const id = verboseId ?? distributedId ?? NAMED_AS_PASSED.exec(line)?.[1];
    if (id === undefined) continue;
    ids.add(id);
    if ((verboseWord ?? distributedWord ?? 'PASSED') === 'PASSED') passed.add(id);
  }
  return { passed, ids };
}

function readSummaryLine(line: string, ids: ReadonlySet<string>, lines: readonly string[]): ReportedTest | undefined {
  const [, word, rest] = /^(FAILED|ERROR) (\S.*)$/.exec(line) ?? [];
  if (word === undefined || rest === undefined) return undefined;
  const { id, message } = splitSummary(rest, ids);
  return { id, outcome: 'failed', seconds: 0, failure: readFailure(id, message, word === 'ERROR', lines) };
}

/** A parameter may hold ` - ` as well, so that brackets have to be closed before it, unless the id is known from elsewhere. */
function splitSummary(text: string, ids: ReadonlySet<string>): { id: string; message: string } {
  const splits = [...text.matchAll(/ - /g)].map(({ index }) => index);
  const known = splits.find((at) => ids.has(text.slice(0, at)));
  if (known === undefined && ids.has(text)) return { id: text, message: '' };
  const at = known ?? splits.find((split) => hasClosedBrackets(text.slice(0, split)));
  return at === undefined ? { id: text, message: '' } : { id: text.slice(0, at), message: text.slice(at + 3) };
}

const hasClosedBrackets = (id: string): boolean => !id.includes('[') || id.endsWith(']');

function readFailure(id: string, message: string, isError: boolean, lines: readonly string[]): TestFailure {
  const block = findBlock(id, isError, lines);
  const text = block.lines.join('\n');
  const shown = message === '' ? (/^E +(\S.*)$/m.exec(text)?.[1] ?? '') : message;
  return {
    ...describeFailure(shown, text),
    message: shown,
    phase: block.phase,
    output: captureText(text),
    isWorkerCrash: isWorkerCrash(`${message}\n${text}`),
  };
}

const BLOCK = /^_{3,} (?:(ERROR collecting|ERROR at setup of|ERROR at teardown of) )?(.*?) _{3,}$/;
const PHASES: Readonly<Record<string, TestFailure['phase']>> = {
  'ERROR collecting': 'collect',
  'ERROR at setup of': 'setup',
  'ERROR at teardown of': 'teardown',
};

/** The text under a failure's own heading; of several with one heading the one that names the file. */
function findBlock(
  id: string,
  isError: boolean,
  lines: readonly string[],
): { phase: TestFailure['phase']; lines: string[] } {
  const [path = '', ...names] = id.split('::');
  const title = names.length === 0 ? path : names.join('.');
  const blocks = lines.flatMap((line, index) => {
    const [heading, prefix, name] = BLOCK.exec(line) ?? [];
    if (heading === undefined || name !== title || (prefix !== undefined) !== isError) return [];
    return [{ phase: PHASES[prefix ?? ''] ?? ('call' as const), lines: blockAt(lines, index + 1) }];
  });
  const own = blocks.find((block) => block.lines.some((line) => line.includes(path)));
  const phase = names.length === 0 ? 'collect' : isError ? 'setup' : 'call';
  return own ?? blocks[0] ?? { phase, lines: [] };
}

function blockAt(lines: readonly string[], start: number): string[] {
  const length = lines.slice(start).findIndex((line) => BLOCK.test(line) || /^=+ .* =+$/.test(line));
  return lines.slice(start, length === -1 ? undefined : start + length);
}
