import assert from 'node:assert/strict';
import { evaluateCondition } from '../../../../../service/ci/github-actions/workflows/condition.ts';

const known = new Map<string, string | boolean | null>([
  ['github.event_name', 'push'],
  ['github.ref', 'refs/heads/tinybug/mutant-1'],
  ['github.event.pull_request.draft', null],
]);

const TABLE: [condition: string | boolean | undefined, expected: boolean | undefined][] = [
  [undefined, true],
  [false, false],
  ['', true],
  ["github.event_name == 'push'", true],
  ["${{ github.event_name == 'PUSH' }}", true],
  ["github.event_name != 'push'", false],
  ["github.event_name == 'pull_request' && matrix.os == 'x'", false],
  ["matrix.os == 'x' && github.event_name == 'pull_request'", false],
  ["matrix.os == 'x' || github.event_name == 'push'", true],
  ["matrix.os == 'x' && github.event_name == 'push'", undefined],
  ["matrix.os != 'x'", undefined],
  ["!startsWith(github.ref, 'refs/tags/')", true],
  ["contains(github.ref, 'mutant') && endsWith(github.ref, '-1')", true],
  ['contains(fromJSON(\'["a"]\'), github.ref)', undefined],
  ['github.event.pull_request.draft == false', true],
  ['!github.event.pull_request.draft', true],
  ["always() && (success() && github.event_name == 'schedule')", false],
  ['failure()', undefined],
  ["'it''s' == 'IT''S'", true],
  ['1 < 2', undefined],
  ['1 == true', true],
  ["${{ github.ref }} == 'x'", undefined],
  ["github.event['x'].y == 1", undefined],
  ["github.event_name == 'push' )", undefined],
  ['(', undefined],
  ['&& true', undefined],
  ["'unclosed", undefined],
  ['('.repeat(1500), undefined],
];

describe('evaluateCondition', () => {
  for (const [condition, expected] of TABLE)
    it(`says ${String(expected)} to ${String(condition).slice(0, 60)}`, () => {
      assert.equal(evaluateCondition(condition, known), expected);
    });
});
