import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MutantId } from '../../../shared/mutant.ts';
import { deriveMutantId, type MutantContent } from '../../../service/planning/mutant-id.ts';

const CONTENT: MutantContent = {
  path: 'a.py',
  functionName: 'Stack.push',
  original: '<',
  replacement: '<=',
  mutatorName: 'EqualityOperator',
  ordinal: 0,
};
const text = fc.oneof(fc.string(), fc.constantFrom('', '\0', '1:', 'a\0b', 'ü'));
const content = fc.record({
  path: text,
  functionName: text,
  original: text,
  replacement: text,
  mutatorName: text,
  ordinal: fc.nat(12),
});

describe('deriveMutantId', () => {
  it('is what stored mutants, suppressions and caches were given', () => {
    assert.equal(deriveMutantId(CONTENT), 'db2de1ad50530687');
    assert.equal(MutantId.safeParse(deriveMutantId(CONTENT)).success, true);
  });

  it('depends on every part', () => {
    const ids = [
      CONTENT,
      { ...CONTENT, path: 'b.py' },
      { ...CONTENT, functionName: 'Stack.pop' },
      { ...CONTENT, original: '>' },
      { ...CONTENT, replacement: '!=' },
      { ...CONTENT, mutatorName: 'Other' },
      { ...CONTENT, ordinal: 1 },
    ].map(deriveMutantId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('differs for any two contents that differ, however their parts run together', () => {
    fc.assert(
      fc.property(content, content, (one, other) => {
        const areEqual = JSON.stringify(one) === JSON.stringify(other);
        assert.equal(deriveMutantId(one) === deriveMutantId(other), areEqual);
      }),
    );
  });
});
