import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createJobLog, lastLines, readLogExcerpt } from '../../../../service/ci/local/job-log.ts';
import { temporaryFolder } from '../../../helpers/python-projects.ts';

describe('readLogExcerpt', () => {
  it('gives the last whole lines, at most 2 KiB', async () => {
    const path = join(await temporaryFolder('log'), 'a.log');
    await writeFile(path, Array.from({ length: 1000 }, (_, index) => `line ${String(index)}`).join('\n'));
    const excerpt = await readLogExcerpt(path);
    assert.ok(excerpt.length <= 2048);
    assert.match(excerpt, /^line \d+\n/);
    assert.match(excerpt, /\nline 999$/);
  });

  it('gives the end of a line that is too long itself', async () => {
    const path = join(await temporaryFolder('log'), 'a.log');
    await writeFile(path, 'x'.repeat(5000));
    assert.equal(await readLogExcerpt(path), 'x'.repeat(2048));
  });

  it('gives nothing for a log that is not there', async () => {
    assert.equal(await readLogExcerpt(join(await temporaryFolder('log'), 'none')), '');
  });
});

describe('lastLines', () => {
  it('keeps a short text whole, without escape codes', () => {
    assert.equal(lastLines('one\n\u001b[31mtwo\u001b[0m\n'), 'one\ntwo');
  });
});

describe('createJobLog', () => {
  it('does not end the job when the disk is full', async function () {
    if (process.platform !== 'linux') this.skip();
    const log = createJobLog('/dev/full');
    log.write(Buffer.from('text'));
    await log.end();
  });
});
