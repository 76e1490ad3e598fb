import assert from 'node:assert/strict';
import { wantsToken } from '../../../../../service/ci/github-actions/sharded/issue-tokens.ts';
import type { Settings } from '../../../../../shared/settings.ts';

const table: [wish: Settings['live-results'], isPrivate: boolean, hasIdentity: boolean, expected: boolean][] = [
  [undefined, true, false, true],
  [undefined, true, true, false],
  [undefined, false, false, false],
  [undefined, false, true, false],
  ['token', false, false, true],
  ['token', false, true, true],
  ['identity', true, false, false],
];

describe('wantsToken', () => {
  for (const [wish, isPrivate, hasIdentity, expected] of table) {
    const repository = `a ${isPrivate ? 'private' : 'public'} repository with${hasIdentity ? '' : 'out'} identity`;
    it(`is ${expected} for ${repository} where the settings say ${wish ?? 'nothing'}`, async () => {
      const settings = wish === undefined ? {} : { 'live-results': wish };
      const facts = { isPrivate: () => Promise.resolve(isPrivate), hasIdentity };
      assert.equal(await wantsToken(settings, facts), expected);
    });
  }
});
