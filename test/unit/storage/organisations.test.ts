import assert from 'node:assert/strict';
import { hashToken } from '../../../service/storage/tables/organisations.ts';

describe('hashToken', () => {
  it('is the SHA-256 of the token in hexadecimal', () => {
    assert.equal(hashToken('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
