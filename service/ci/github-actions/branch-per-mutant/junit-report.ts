/** JUnit XML as pytest's `--junitxml` writes it, and as other programs nest it. */
import { z } from 'zod';
import { UploadRefusedError } from '../uploads/upload-refused-error.ts';
import { captureText, stripEscapes } from './captured-text.ts';
import type { NodeIds } from './node-id.ts';
import { describeFailure, isWorkerCrash, type ReportedTest, type TestFailure } from './reported-test.ts';
import { CDATA, decodeXml, parseXml, TEXT } from './xml-document.ts';

const Text = z.string().transform(decodeXml);
const Cdata = z.object({ [TEXT]: z.string() });
const Detail = z.object({
  '@message': Text.optional(),
  '@type': Text.optional(),
  [TEXT]: Text.optional(),
  [CDATA]: z.union([Cdata.transform((only) => [only]), z.array(Cdata)]).optional(),
});
type Detail = z.infer<typeof Detail>;
const Details = z.array(Detail).optional();
const Case = z.object({
  '@classname': Text.optional(),
  '@name': Text,
  '@file': Text.optional(),
  '@time': z.string().optional(),
  failure: Details,
  error: Details,
  skipped: Details,
  'system-out': Details,
  'system-err': Details,
});
type Case = z.infer<typeof Case>;
const Suite = z.object({
  testcase: z.array(Case).optional(),
  get testsuite() {
    return z.array(Suite).optional();
  },
});
type Suite = z.infer<typeof Suite>;
const Report = z.union([
  z.object({ testsuites: z.array(Suite).min(1) }).transform(({ testsuites }) => testsuites),
  z.object({ testsuite: z.array(Suite).min(1) }).transform(({ testsuite }) => testsuite),
]);

const LISTS = new Set([
  'testsuites',
  'testsuite',
  'testcase',
  'failure',
  'error',
  'skipped',
  'system-out',
  'system-err',
]);

/**
 * The tests of one or several files, each test once. Where a test is in it twice, as with a failure in the call and another in the
 * teardown, the failure counts, and of two failures the first.
 *
 * @throws UploadRefusedError where a text is not a report
 */
export function readJunitReports(texts: readonly string[], nodeIds: NodeIds): Map<string, ReportedTest> {
  const tests = new Map<string, ReportedTest>();
  for (const text of texts) {
    const report = Report.safeParse(parseXml(text, LISTS));
    if (!report.success) throw new UploadRefusedError('A file that should be a JUnit report is another kind of XML.');
    for (const suite of report.data) {
      for (const testcase of casesOf(suite)) {
        const test = readCase(testcase, nodeIds);
        const known = tests.get(test.id);
        if (known === undefined || weight(known) < weight(test)) tests.set(test.id, test);
      }
    }
  }
  return tests;
}

function* casesOf(suite: Suite): Generator<Case> {
  yield* suite.testcase ?? [];
  for (const nested of suite.testsuite ?? []) yield* casesOf(nested);
}

/** A failure outweighs a pass, and a pass the remark that something was skipped. */
const weight = ({ outcome }: ReportedTest): number => ({ failed: 2, passed: 1, xfailed: 0, skipped: 0 })[outcome];

function readCase(testcase: Case, nodeIds: NodeIds): ReportedTest {
  const id = nodeIds.of({
    classname: testcase['@classname'] ?? '',
    name: testcase['@name'],
    file: testcase['@file'],
  });
  const seconds = Number(testcase['@time']?.replaceAll(',', '') ?? 0);
  const test = { id, seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0 };
  const failed = testcase.failure?.[0] ?? testcase.error?.[0];
  if (failed !== undefined) return { ...test, outcome: 'failed', failure: readFailure(testcase, failed) };
  const skipped = testcase.skipped?.[0];
  if (skipped === undefined) return { ...test, outcome: 'passed' };
  return { ...test, outcome: skipped['@type'] === 'pytest.xfail' ? 'xfailed' : 'skipped' };
}

const PHASED = /^failed on (setup|teardown) with "([^]*)"$/;

function readFailure(testcase: Case, detail: Detail): TestFailure {
  const stated = stripEscapes(detail['@message'] ?? '');
  const text = stripEscapes(textOf(detail));
  const isCollection = testcase.failure === undefined && /^collection (?:failure|error)$/.test(stated);
  const [, phased, inner] = PHASED.exec(stated) ?? [];
  const message = inner ?? (isCollection ? lastRaised(text) : stated);
  const captured = [...(testcase['system-out'] ?? []), ...(testcase['system-err'] ?? [])].map(textOf);
  return {
    ...describeFailure(message, text),
    message,
    phase: isCollection ? 'collect' : phased === 'setup' || phased === 'teardown' ? phased : 'call',
    output: captureText([text, ...captured].filter((part) => part !== '').join('\n')),
    isWorkerCrash: isWorkerCrash(stated) || isWorkerCrash(text),
  };
}

const textOf = (detail: Detail): string =>
  [detail[TEXT] ?? '', ...(detail[CDATA] ?? []).map((part) => part[TEXT])].join('');

/** pytest marks the lines of the exception with `E`. */
const lastRaised = (text: string): string => /^E +(\S.*)$/m.exec(text)?.[1] ?? text.split('\n', 1)[0] ?? '';
