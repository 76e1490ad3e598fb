import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isReportWhole, LineCutter, readRecords } from '../../../../service/ci/local/report-file.ts';
import { temporaryFolder } from '../../../helpers/python-projects.ts';

const FINISHED = '{"type":"finished","cpuMs":1,"wallMs":1}';
const COLLECTED = '{"type":"collected","tests":2}';

async function writeReport(text: string): Promise<string> {
  const path = join(await temporaryFolder('report'), 'report.ndjson');
  await writeFile(path, text);
  return path;
}

describe('LineCutter', () => {
  it('puts lines together that come in pieces, in the middle of a character too', () => {
    const cutter = new LineCutter();
    const bytes = Buffer.from('häß\nzwei\n');
    const lines = [...bytes].flatMap((byte) => cutter.cut(Buffer.from([byte])));
    assert.deepEqual(lines, ['häß', 'zwei']);
  });

  it('gives several lines of one piece and keeps the unfinished one', () => {
    const cutter = new LineCutter();
    assert.deepEqual(cutter.cut(Buffer.from('a\n\nb\nhalf')), ['a', '', 'b']);
    assert.deepEqual(cutter.cut(Buffer.from('-line\n')), ['half-line']);
  });
});

describe('isReportWhole', () => {
  const long = JSON.stringify({ type: 'failed', code: 'internal', message: 'x'.repeat(300_000) });
  for (const [name, text, expected] of [
    ['nothing', '', false],
    ['`finished`', `${COLLECTED}\n${FINISHED}\n`, true],
    ['`failed`, alone and very long', `${long}\n`, true],
    ['`failed`, very long', `${COLLECTED}\n${long}\n`, true],
    ['another record', `${FINISHED}\n${COLLECTED}\n`, false],
    ['`finished` without its line end', `${COLLECTED}\n${FINISHED}`, false],
    ['half a line', `${COLLECTED}\n{"type":"fin`, false],
    ['nonsense', 'nonsense\n', false],
  ] as const) {
    it(`says ${String(expected)} for a report that ends with ${name}`, async () => {
      assert.equal(await isReportWhole(await writeReport(text)), expected);
    });
  }

  it('says false for a report that was never begun', async () => {
    assert.equal(await isReportWhole(join(await temporaryFolder('report'), 'none')), false);
  });
});

describe('readRecords', () => {
  const read = async (path: string) => {
    const types: string[] = [];
    for await (const { type } of readRecords(path, 'the.log')) types.push(type);
    return types;
  };

  it('gives complete lines and nothing for a half-written last one', async () => {
    assert.deepEqual(await read(await writeReport(`${COLLECTED}\n${FINISHED}\n{"ty`)), ['collected', 'finished']);
  });

  it('gives nothing for a report that was never begun', async () => {
    assert.deepEqual(await read(join(await temporaryFolder('report'), 'none')), []);
  });

  for (const line of ['nonsense', '{"type":"surprise"}', '{"type":"collected"}', '']) {
    it(`refuses the line ${JSON.stringify(line)}, naming the log`, async () => {
      const path = await writeReport(`${COLLECTED}\n${line}\n`);
      await assert.rejects(read(path), { code: 'runner-failed', message: /Log: the\.log$/ });
    });
  }
});
