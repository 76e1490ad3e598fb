import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLockHolder, lockDataFolder } from '../../../service/embedded/data-folder-lock.ts';
import { readProcessStartTime } from '../../../service/embedded/process-start-time.ts';
import { TinybugError } from '../../../shared/error-code.ts';

describe('lockDataFolder', () => {
  let dataFolder: string;
  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'tinybug-lock-'));
  });
  afterEach(() => {
    rmSync(dataFolder, { recursive: true });
  });

  const writeLock = (content: string) => {
    writeFileSync(join(dataFolder, 'lock'), content);
  };

  it('gives the folder to one process and names it to the next', () => {
    const lock = lockDataFolder(dataFolder);
    assert.throws(
      () => lockDataFolder(dataFolder),
      (error) =>
        error instanceof TinybugError &&
        error.code === 'database-locked' &&
        error.message === `Process ${process.pid} uses the data folder ${dataFolder}.`,
    );
    lock.release();
    lockDataFolder(dataFolder).release();
    assert.deepEqual(readdirSync(dataFolder), []);
  });

  it('makes the folder where it is not there', () => {
    const lock = lockDataFolder(join(dataFolder, 'deep', 'er'));
    assert.equal(existsSync(join(dataFolder, 'deep', 'er', 'lock')), true);
    lock.release();
  });

  it('takes over the lock of a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const startTime = readProcessStartTime(child.pid ?? 0);
    writeLock(JSON.stringify({ pid: child.pid, startTime }));
    assert.throws(() => lockDataFolder(dataFolder), TinybugError);
    assert.equal(findLockHolder(dataFolder)?.pid, child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(findLockHolder(dataFolder), undefined);
    lockDataFolder(dataFolder).release();
  });

  it('takes over a lock whose process number belongs to a younger process now', () => {
    writeLock(JSON.stringify({ pid: process.pid, startTime: 'long ago' }));
    lockDataFolder(dataFolder).release();
  });

  it('takes over a lock file that says nothing', () => {
    writeLock('');
    lockDataFolder(dataFolder).release();
  });

  it('does not remove a lock that belongs to another process by then', () => {
    const lock = lockDataFolder(dataFolder);
    writeLock('{"pid":1,"startTime":"1"}');
    lock.release();
    assert.equal(readFileSync(join(dataFolder, 'lock'), 'utf8'), '{"pid":1,"startTime":"1"}');
  });

  it('takes over a stale lock also where a process died that was about to do so', () => {
    const stale = JSON.stringify({ pid: process.pid, startTime: 'long ago' });
    writeLock(stale);
    const gate = createHash('sha256').update(stale).digest('hex').slice(0, 16);
    writeFileSync(join(dataFolder, `lock.${gate}`), JSON.stringify({ pid: process.pid, startTime: 'longer ago' }));
    const lock = lockDataFolder(dataFolder);
    assert.equal(findLockHolder(dataFolder)?.pid, process.pid);
    assert.deepEqual(readdirSync(dataFolder), ['lock']);
    lock.release();
  });

  it('lets exactly one of many processes take over a stale lock', async () => {
    writeLock(JSON.stringify({ pid: process.pid, startTime: 'long ago' }));
    const module = new URL('../../../service/embedded/data-folder-lock.ts', import.meta.url).href;
    const script = `const { lockDataFolder } = await import(${JSON.stringify(module)});
      process.stdin.once('data', () => { try { lockDataFolder(process.argv[1]); console.log('won'); } catch (error) { console.log(error.code); } });
      process.stdin.once('end', () => process.exit(0));
      console.log('ready');`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, dataFolder], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    const answers = children.map(async (child) => {
      child.stdin.write('go\n');
      const [answer] = (await once(child.stdout, 'data')) as [Buffer];
      return answer.toString().trim();
    });
    const outcomes = await Promise.all(answers);
    for (const child of children) child.stdin.end();
    assert.deepEqual(outcomes.sort(), ['database-locked', 'database-locked', 'database-locked', 'won']);
  });
});
