import assert from 'node:assert/strict';
import { isPageKey, organisationPageAddress, pageKey, runPageAddress } from '../../../service/pages/page-key.ts';

const SECRET = 'a secret of the tests, thirty-two characters and more';

describe('pageKey', () => {
  it('opens the page it was made for', () => {
    assert.ok(isPageKey(pageKey(SECRET, 'local', 'run-1'), SECRET, 'local', 'run-1'));
    assert.ok(isPageKey(pageKey(SECRET, 'local'), SECRET, 'local'));
  });

  it('opens no other run, no other organisation and nothing under another secret', () => {
    const key = pageKey(SECRET, 'local', 'run-1');
    assert.ok(!isPageKey(key, SECRET, 'local', 'run-2'));
    assert.ok(!isPageKey(key, SECRET, 'other', 'run-1'));
    assert.ok(!isPageKey(key, SECRET, 'local'));
    assert.ok(!isPageKey(key, `${SECRET}!`, 'local', 'run-1'));
    assert.ok(!isPageKey('', SECRET, 'local', 'run-1'));
  });

  it('cannot be moved between an organisation and a run by how the names are cut', () => {
    assert.notEqual(pageKey(SECRET, 'a', 'b'), pageKey(SECRET, 'ab', ''));
    assert.notEqual(pageKey(SECRET, 'local'), pageKey(SECRET, 'local', ''));
  });

  it('stands in the addresses that people are given', () => {
    assert.equal(
      runPageAddress('http://127.0.0.1:4000', SECRET, 'local', 'run-1'),
      `http://127.0.0.1:4000/orgs/local/results/run-1?key=${pageKey(SECRET, 'local', 'run-1')}`,
    );
    assert.equal(
      organisationPageAddress('http://127.0.0.1:4000', SECRET, 'local'),
      `http://127.0.0.1:4000/orgs/local?key=${pageKey(SECRET, 'local')}`,
    );
  });
});
