import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { followReport } from '../../../../service/ci/local/report-tail.ts';
import { until } from '../../../helpers/ci-job.ts';
import { temporaryFolder } from '../../../helpers/python-projects.ts';

describe('followReport', () => {
  async function follow(onLine: (line: string) => Promise<void>) {
    const path = join(await temporaryFolder('report'), 'report.ndjson');
    let end = () => undefined as unknown;
    const ended = new Promise<void>((resolve) => (end = resolve));
    return { path, end: () => end(), following: followReport(path, ended, onLine) };
  }

  it('hands on lines while they are written, and those written just before the end', async () => {
    const lines: string[] = [];
    const { path, end, following } = await follow((line) => Promise.resolve(void lines.push(line)));
    await writeFile(path, 'one\ntw');
    await until(() => lines.length === 1);
    await appendFile(path, 'o\n');
    await until(() => lines.length === 2);
    await appendFile(path, 'three\nhalf');
    end();
    await following;
    assert.deepEqual(lines, ['one', 'two', 'three']);
  });

  it('hands on one line after the other', async () => {
    let inside = 0;
    let most = 0;
    const { path, end, following } = await follow(async () => {
      most = Math.max(most, (inside += 1));
      await new Promise(setImmediate);
      inside -= 1;
    });
    await writeFile(path, 'line\n'.repeat(100));
    end();
    await following;
    assert.equal(most, 1);
  });

  it('hands on every line of a report larger than its buffer', async () => {
    let count = 0;
    const { path, end, following } = await follow(() => Promise.resolve(void (count += 1)));
    await writeFile(path, `${'x'.repeat(1000)}\n`.repeat(2000));
    end();
    await following;
    assert.equal(count, 2000);
  });

  it('ends with nothing where no report is ever begun', async () => {
    const { end, following } = await follow(() => Promise.reject(new Error('a line')));
    end();
    await following;
  });
});
