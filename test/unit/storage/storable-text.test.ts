import assert from 'node:assert/strict';
import { toStorable } from '../../../service/storage/storable-text.ts';

describe('toStorable', () => {
  it('replaces NUL characters and halves of surrogate pairs by U+FFFD, at any depth and in keys', () => {
    assert.equal(toStorable('a\0b'), 'a\ufffdb');
    assert.equal(toStorable('\ud83d'), '\ufffd');
    assert.equal(toStorable('\udc1b\ud83d'), '\ufffd\ufffd');
    assert.deepEqual(toStorable({ 'k\0': [{ text: '\0' }, ['\ud800']] }), {
      'k\ufffd': [{ text: '\ufffd' }, ['\ufffd']],
    });
  });

  it('leaves every other text as it is', () => {
    for (const text of ['', '🐛 naïve', '\\u0000', '\u0001\t\r\n\u2028\uffff']) assert.equal(toStorable(text), text);
  });

  it('leaves what is no text, list or plain object as it is', () => {
    const listener = (): void => undefined;
    const date = new Date(0);
    for (const value of [1, undefined, null, true, listener, date]) assert.equal(toStorable(value), value);
  });
});
