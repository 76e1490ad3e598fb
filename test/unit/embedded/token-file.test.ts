import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureToken, readToken } from '../../../service/embedded/token-file.ts';

describe('ensureToken', () => {
  let dataFolder: string;
  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'tinybug-token-'));
  });
  afterEach(() => {
    rmSync(dataFolder, { recursive: true });
  });
  const modeOf = (name: string) => statSync(join(dataFolder, name)).mode & 0o777;

  it('makes a token once, readable by its owner alone', () => {
    const token = ensureToken(dataFolder);
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(ensureToken(dataFolder), token);
    assert.equal(readToken(dataFolder), token);
    assert.equal(modeOf('token'), 0o600);
    assert.deepEqual(readdirSync(dataFolder), ['token']);
  });

  it('takes permissions away that others have got', () => {
    const token = ensureToken(dataFolder);
    chmodSync(join(dataFolder, 'token'), 0o644);
    assert.equal(ensureToken(dataFolder), token);
    assert.equal(modeOf('token'), 0o600);
  });

  it('replaces a file that holds no token', () => {
    writeFileSync(join(dataFolder, 'token'), '');
    assert.equal(readToken(dataFolder), undefined);
    assert.match(ensureToken(dataFolder), /^[\w-]{43}$/);
  });

  it('readToken is undefined where there is none', () => {
    assert.equal(readToken(dataFolder), undefined);
  });
});
