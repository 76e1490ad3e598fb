import assert from 'node:assert/strict';
import { withStorageGate } from '../../../service/storage/storage-gate.ts';

describe('withStorageGate', () => {
  it('makes arguments storable and gives answers as they are, at once or promised', async () => {
    const gated = withStorageGate({
      name: 'a\0',
      echo: (text: string) => text,
      echoLater: (text: string) => Promise.resolve({ text }),
    });
    assert.equal(gated.name, 'a\0');
    assert.equal(gated.echo('b\0'), 'b\ufffd');
    assert.deepEqual(await gated.echoLater('c\0'), { text: 'c\ufffd' });
  });

  it('turns a full disk into disk-full, and passes on other errors', async () => {
    const gated = withStorageGate({
      fail: (code: string) => Promise.reject(Object.assign(new Error('failed'), { code })),
    });
    await assert.rejects(gated.fail('ENOSPC'), { code: 'disk-full' });
    await assert.rejects(gated.fail('40001'), { code: '40001' });
  });
});
