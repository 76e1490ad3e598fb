import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFolderLock } from '../../../../../service/ci/local/python/folder-lock.ts';
import { temporaryFolder } from '../../../../helpers/python-projects.ts';

const lockPath = async () => join(await temporaryFolder('lock'), 'a.lock');
const never = new AbortController().signal;
const doNothing = () => Promise.resolve();

describe('withFolderLock', () => {
  it('lets one after the other, and says once that it waits', async () => {
    const path = await lockPath();
    const story: string[] = [];
    let release = doNothing as () => unknown;
    const first = withFolderLock(path, never, doNothing, async () => {
      story.push('first in');
      await new Promise<void>((resolve) => (release = resolve));
      story.push('first out');
    });
    const onWait = () => {
      story.push('second waits');
      release();
      return Promise.resolve();
    };
    while (story.length === 0) await new Promise(setImmediate);
    await Promise.all([first, withFolderLock(path, never, onWait, () => Promise.resolve(story.push('second in')))]);
    assert.deepEqual(story, ['first in', 'second waits', 'first out', 'second in']);
    assert.equal(existsSync(path), false);
  });

  it('takes the lock of a process that is gone', async () => {
    const path = await lockPath();
    await writeFile(path, JSON.stringify({ pid: process.pid, startTime: 'of a process before' }));
    assert.equal(await withFolderLock(path, never, doNothing, () => Promise.resolve('done')), 'done');
  });

  it('is free again after an error', async () => {
    const path = await lockPath();
    const error = new Error('no');
    await assert.rejects(
      withFolderLock(path, never, doNothing, () => Promise.reject(error)),
      error,
    );
    assert.equal(await withFolderLock(path, never, doNothing, () => Promise.resolve('done')), 'done');
  });

  it('stops waiting when it is aborted', async () => {
    const path = await lockPath();
    const controller = new AbortController();
    const abort = () => {
      controller.abort();
      return Promise.resolve();
    };
    await withFolderLock(path, never, doNothing, async () => {
      await assert.rejects(withFolderLock(path, controller.signal, abort, doNothing), { name: 'AbortError' });
    });
  });
});
