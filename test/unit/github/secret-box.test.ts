import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSecretBox } from '../../../service/github/secret-box.ts';

describe('createSecretBox', () => {
  const key = randomBytes(32);
  const box = createSecretBox(key);

  it('seals so that only the same key and owner open it', () => {
    const sealed = box.seal('ghp_secret', 'owner');
    assert.equal(createSecretBox(key).open(sealed, 'owner'), 'ghp_secret');
    assert.throws(() => box.open(sealed, 'another'));
    assert.throws(() => createSecretBox(randomBytes(32)).open(sealed, 'owner'));
  });

  it('seals the same secret differently each time, and holds nothing of it in the open', () => {
    const sealed = box.seal('ghp_secret', 'owner');
    assert.notEqual(sealed, box.seal('ghp_secret', 'owner'));
    assert.ok(!sealed.includes('ghp_secret'));
    assert.ok(!Buffer.from(sealed.slice(3), 'base64').includes('ghp_secret'));
  });

  it('refuses a text that was altered, cut or never sealed', () => {
    const sealed = box.seal('ghp_secret', 'owner');
    const bytes = Buffer.from(sealed.slice(3), 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const altered = Buffer.from(bytes);
      altered[index] = (altered[index] ?? 0) ^ 1;
      assert.throws(() => box.open(`v1:${altered.toString('base64')}`, 'owner'), String(index));
    }
    for (const text of ['', 'v1:', 'v2:AAAA', 'ghp_secret', sealed.slice(0, 20)])
      assert.throws(() => box.open(text, 'owner'), text);
  });
});
