import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataFolder } from '../../../service/embedded/data-folder-lock.ts';
import { readServiceFile, removeServiceFile, writeServiceFile } from '../../../service/embedded/service-file.ts';

describe('readServiceFile', () => {
  let dataFolder: string;
  const service = { pid: process.pid, url: 'http://127.0.0.1:7373', startedAt: '2026-11-01T10:00:00.000Z' };
  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'tinybug-service-'));
  });
  afterEach(() => {
    rmSync(dataFolder, { recursive: true });
  });

  it('gives what writeServiceFile wrote while its process has the data folder', () => {
    const lock = lockDataFolder(dataFolder);
    writeServiceFile(dataFolder, service);
    assert.deepEqual(readServiceFile(dataFolder), service);
    assert.equal(statSync(join(dataFolder, 'service.json')).mode & 0o777, 0o600);
    removeServiceFile(dataFolder);
    assert.equal(readServiceFile(dataFolder), undefined);
    lock.release();
  });

  it('passes over a file whose process no longer has the data folder', () => {
    writeServiceFile(dataFolder, service);
    assert.equal(readServiceFile(dataFolder), undefined);
  });

  it('passes over a file that is not what was written', () => {
    const lock = lockDataFolder(dataFolder);
    writeFileSync(join(dataFolder, 'service.json'), '{"pid":1');
    assert.equal(readServiceFile(dataFolder), undefined);
    lock.release();
  });
});
