import type { CapturedOutput, KillingTest } from '../../../../shared/mutant-result.ts';

/** What a test did in a CI run, told by a JUnit report or a log. */
export interface ReportedTest {
  /** pytest's node id as well as it can be told; the same test has the same id in every run. */
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'xfailed';
  readonly seconds: number;
  /** There where it failed. */
  readonly failure?: TestFailure;
}

export interface TestFailure extends Omit<KillingTest, 'id'> {
  readonly output: CapturedOutput;
  /** The worker of pytest-xdist died: that says nothing about the test. */
  readonly isWorkerCrash: boolean;
}

export const isWorkerCrash = (message: string): boolean =>
  /worker '[^']*' crashed while running|node down: Not properly terminated/.test(message);

const LOCATION = /^([^\s:][^:\n]*\.\w+):(\d+): (\w[\w.]*)$/gm;
const NAMED_EXCEPTION = /^([A-Za-z_][\w.]*)(?::|$)/;

/** Exception and place of a failure, from pytest's message and the text it shows for it. */
export function describeFailure(message: string, text: string): Pick<TestFailure, 'exception' | 'file' | 'line'> {
  const [, file, line, raised] = [...text.matchAll(LOCATION)].at(-1) ?? [];
  const exception = exceptionOf(message) ?? raised ?? 'Exception';
  const isInside = file !== undefined && !file.startsWith('/') && !file.includes('..') && !file.includes('\\');
  const lineNumber = Number(line);
  return { exception, ...(isInside && lineNumber > 0 && { file, line: lineNumber }) };
}

function exceptionOf(message: string): string | undefined {
  // pytest leaves the class out where its own rewritten assertion failed.
  if (/^assert\b/.test(message)) return 'AssertionError';
  const name = NAMED_EXCEPTION.exec(message)?.[1];
  return name !== undefined && /^(?:[\w.]*\.)?[A-Z]\w*$/.test(name) ? name : undefined;
}
