import assert from 'node:assert/strict';
import { satisfiesSpecifier } from '../../../../../service/ci/local/python/python-version.ts';

describe('satisfiesSpecifier', () => {
  for (const [specifier, accepted, refused] of [
    ['', ['3.9.0', '3.13.1'], []],
    ['>=3.9', ['3.9.0', '3.10.2'], ['3.8.18']],
    ['>=3.9,<3.12', ['3.11.9'], ['3.12.0', '3.8.1']],
    ['>3.9', ['3.9.1'], ['3.9.0']],
    ['<=3.11', ['3.11.0', '3.10.5'], ['3.11.1']],
    ['==3.11.*', ['3.11.0', '3.11.9'], ['3.10.9', '3.12.0']],
    ['==3.11.4', ['3.11.4'], ['3.11.5']],
    ['!=3.10.*, >=3.9', ['3.9.5', '3.11.0'], ['3.10.1']],
    ['~=3.9', ['3.9.0', '3.13.0'], ['4.0.0', '3.8.0']],
    ['~=3.9.5', ['3.9.5', '3.9.18'], ['3.9.4', '3.10.0']],
    ['>= 3.9', ['3.9.0'], ['3.8.0']],
    ['something new', ['3.9.0'], []],
  ] as const) {
    it(`understands ${JSON.stringify(specifier)}`, () => {
      const satisfies = (text: string) => {
        const [major = 0, minor = 0, micro = 0] = text.split('.').map(Number);
        return satisfiesSpecifier([major, minor, micro], specifier);
      };
      assert.deepEqual(
        accepted.filter((version) => !satisfies(version)),
        [],
      );
      assert.deepEqual(refused.filter(satisfies), []);
    });
  }
});
