/** What a JUnit report of pytest says, as far as the closing lines of `npm test` need it. */
import type { FailedTest } from './failed-test.ts';

export interface JunitReport {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly FailedTest[];
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

export function readJunitReport(xml: string): JunitReport {
  const suite = /<testsuite [^>]*>/.exec(xml)?.[0] ?? '';
  const skipped = Number(attribute(suite, 'skipped'));
  const failedCount = Number(attribute(suite, 'failures')) + Number(attribute(suite, 'errors'));
  const failures = [...xml.matchAll(/<testcase ([^>]*[^/])>(.*?)<\/testcase>/gs)].flatMap(
    ([, attributes = '', content = '']) => readFailures(` ${attributes}`, content),
  );
  return { passed: Number(attribute(suite, 'tests')) - failedCount - skipped, skipped, failures };
}

function readFailures(attributes: string, content: string): FailedTest[] {
  const title = [attribute(attributes, 'classname'), attribute(attributes, 'name')].filter((part) => part !== '');
  return [...content.matchAll(/<(?:failure|error)([^>]*)>(.*?)<\/(?:failure|error)>/gs)].map(
    ([, ownAttributes = '', text = '']) => ({
      title: title.join('::'),
      message: `${attribute(ownAttributes, 'message')}\n${decode(text)}`,
    }),
  );
}

const attribute = (text: string, name: string): string =>
  decode(new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1] ?? '');

const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (entity, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name ?? ''] ?? entity;
  });
