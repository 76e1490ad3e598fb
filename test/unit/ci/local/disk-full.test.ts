import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { whileDiskHasSpace } from '../../../../service/ci/local/disk-full.ts';

describe('whileDiskHasSpace', () => {
  it('turns the error of a full disk into `disk-full`, naming the folder', async function () {
    if (process.platform !== 'linux') this.skip();
    const writing = whileDiskHasSpace('/the/folder', () => writeFile('/dev/full', 'text'));
    await assert.rejects(writing, { code: 'disk-full', message: 'There is no space left for /the/folder.' });
  });

  it('leaves other errors as they are', async () => {
    await assert.rejects(
      whileDiskHasSpace('/x', () => writeFile('/no/such/folder/file', '')),
      { code: 'ENOENT' },
    );
  });
});
