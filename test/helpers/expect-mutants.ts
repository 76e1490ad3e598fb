import assert from 'node:assert/strict';
import type { Mutator } from '../../service/mutators/mutator.ts';
import { proposeChanges } from '../../service/mutators/propose-changes.ts';
import { parseSource } from '../../service/python/parse-source.ts';
import type { SyntaxTree } from '../../service/python/syntax-node.ts';

export function parseCode(code: string): SyntaxTree {
  const parsed = parseSource(code);
  if (parsed.kind === 'invalid') throw new Error(`The test's code is not Python: line ${parsed.line} of ${code}`);
  return parsed.tree;
}

/** The whole texts that the mutator makes of the code. */
export function mutatedTexts(mutator: Mutator, code: string): string[] {
  return proposeChanges(parseCode(code), [mutator]).map(
    ({ start, end, replacement }) => code.slice(0, start) + replacement + code.slice(end),
  );
}

/** Asserts that the mutator makes exactly these texts of the code, in whatever order. */
export function expectMutants(mutator: Mutator, code: string, expected: readonly string[]): void {
  assert.deepEqual(mutatedTexts(mutator, code).sort(), [...expected].sort(), `mutants of ${JSON.stringify(code)}`);
}

/** One test for each row: a piece of code and the texts that become of it. */
export function tableOf(mutator: Mutator, rows: readonly (readonly [code: string, ...expected: string[]])[]): void {
  for (const [code, ...expected] of rows) {
    const outcome = expected.length === 0 ? 'stays as it is' : `becomes ${expected.map(show).join(', ')}`;
    it(`${show(code)} ${outcome}`, () => expectMutants(mutator, code, expected));
  }
}

const show = (code: string): string => `\`${code.replaceAll('\n', '⏎')}\``;
