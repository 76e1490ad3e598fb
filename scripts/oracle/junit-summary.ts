import { readFile } from 'node:fs/promises';

/** What pytest wrote about a run that came to its end. */
export interface JunitSummary {
  readonly tests: number;
  /** The first test that failed or could not be collected. */
  readonly failing: string | undefined;
  /** CPU or wall time is not in there: only what the suite took by its own clock. */
  readonly seconds: number;
}

/** `undefined` where pytest did not get as far as writing it. */
export async function readJunitSummary(path: string): Promise<JunitSummary | undefined> {
  const xml = await readFile(path, 'utf8').catch(() => '');
  const suite = /<testsuite [^>]*>/.exec(xml)?.[0];
  if (suite === undefined) return undefined;
  const number = (name: string): number => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(suite)?.[1] ?? 0);
  return { tests: number('tests'), seconds: number('time'), failing: findFailing(xml) };
}

function findFailing(xml: string): string | undefined {
  for (const [, attributes = '', body = ''] of xml.matchAll(/<testcase ([^>]*[^/])>(.*?)<\/testcase>/gs)) {
    const problem = /<(failure|error) message="([^"]*)"/.exec(body);
    if (problem === null) continue;
    const attribute = (name: string): string => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    const message = unescape(problem[2] ?? '').split('\n', 1)[0] ?? '';
    return `${unescape(`${attribute('classname')}.${attribute('name')}`)}: ${message}`;
  }
  return undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#10': '\n' };

const unescape = (text: string): string => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
