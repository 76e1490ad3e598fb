import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openHostileZip } from '../../../../../service/ci/github-actions/uploads/hostile-zip.ts';
import { UploadRefusedError } from '../../../../../service/ci/github-actions/uploads/upload-refused-error.ts';
import { DEFAULT_ZIP_LIMITS } from '../../../../../service/ci/github-actions/uploads/zip-limits.ts';
import { buildZip, type ZipEnd, type ZipPart } from '../../../../helpers/build-zip.ts';

const readAll = (bytes: Uint8Array): Map<string, string> => {
  const zip = openHostileZip(bytes);
  return new Map(zip.names.map((name) => [name, Buffer.from(zip.read(name)).toString()]));
};

describe('openHostileZip', () => {
  it('reads packed, stored and streamed files by name, and leaves folders out', () => {
    const bytes = buildZip(
      [
        { name: 'reports/', isStored: true, mode: 0o040755 },
        { name: 'reports/junit.xml', content: '<testsuites/>' },
        { name: 'stored.txt', content: 'as it is', isStored: true },
        { name: 'streamed.txt', content: 'sizes come later', isStreamed: true },
        { name: 'empty.txt' },
      ],
      { comment: 'made by a job' },
    );
    assert.deepEqual(
      [...readAll(bytes)],
      [
        ['reports/junit.xml', '<testsuites/>'],
        ['stored.txt', 'as it is'],
        ['streamed.txt', 'sizes come later'],
        ['empty.txt', ''],
      ],
    );
  });

  const refusals: [what: string, part: ZipPart, reason: RegExp][] = [
    ['an absolute path', { name: '/etc/passwd' }, /absolute/],
    ['a path with a drive', { name: 'C:evil' }, /absolute/],
    ['a path that leads out', { name: 'a/../../b' }, /leads out/],
    ['a backslash', { name: '..\\b' }, /backslash/],
    ['a control character in a name', { name: 'a\0b' }, /control character/],
    ['an empty folder name', { name: 'a//b' }, /plain/],
    ['a name that is not UTF-8', { name: Buffer.from([0xff, 0xfe]) }, /UTF-8/],
    ['a name of no bytes', { name: '' }, /no name/],
    ['a name that is too long', { name: 'x'.repeat(513) }, /513 bytes/],
    ['a path that is too deep', { name: 'a/'.repeat(16) + 'b' }, /folders deep/],
    ['a symbolic link', { name: 'link', content: '/etc/passwd', mode: 0o120777 }, /link/],
    ['an encrypted file', { name: 'a', flags: 1 }, /encrypted/],
    ['a method other than deflate', { name: 'a', method: 14 }, /method/],
    ['sizes of zip64', { name: 'a', size: 0xffffffff }, /zip64/],
    ['an offset of zip64', { name: 'a', offset: 0xffffffff }, /zip64/],
    ['sizes of zip64 before the content alone', { name: 'a', content: 'x', localSize: 0xffffffff }, /zip64/],
    ['content that goes on after the stated size', { name: 'a', content: 'x'.repeat(50), size: 10 }, /goes on/],
    ['content that ends before the stated size', { name: 'a', content: 'x', size: 10 }, /10 are stated/],
    ['bytes behind the packed content', { name: 'a', content: 'x', trailing: 'more' }, /goes on after the end/],
    ['a wrong checksum', { name: 'a', content: 'x', checksum: 1 }, /checksum/],
    ['a stored file of two sizes', { name: 'a', content: 'x', isStored: true, size: 2 }, /two sizes/],
    ['another size before the content', { name: 'a', content: 'x', localSize: 2 }, /two sizes/],
    ['another name before the content', { name: 'a', localName: 'b' }, /two things/],
    ['a file that begins in the directory', { name: 'a', offset: 999 }, /not where/],
    ['a file that ends in the directory', { name: 'a', packedSize: 999 }, /cut off/],
    ['a ratio that is too high', { name: 'a', content: Buffer.alloc(4 * 1024 * 1024) }, /more than 250 times/],
  ];
  for (const [what, part, reason] of refusals)
    it(`refuses ${what}`, () => {
      assert.throws(() => readAll(buildZip([part])), withReason(reason));
    });

  const ends: [what: string, end: ZipEnd, reason: RegExp][] = [
    ['more entries than it may hold', { count: 2001 }, /2001 files/],
    ['a count that is too high', { count: 2 }, /damaged/],
    ['a count that is too low', { count: 0 }, /another size/],
    ['a count of zip64', { count: 0xffff }, /zip64/],
    ['a directory that is elsewhere', { start: 3 }, /not where/],
    ['several disks', { disk: 1 }, /several parts/],
  ];
  for (const [what, end, reason] of ends)
    it(`refuses a zip with ${what}`, () => {
      assert.throws(() => readAll(buildZip([{ name: 'a', content: 'x' }], end)), withReason(reason));
    });

  it('refuses two files of one name, also where they differ in case alone', () => {
    assert.throws(() => readAll(buildZip([{ name: 'a' }, { name: 'a' }])), withReason(/twice/));
    assert.throws(() => readAll(buildZip([{ name: 'A.xml' }, { name: 'a.xml' }])), withReason(/twice/));
    assert.throws(() => readAll(buildZip([{ name: 'a/' }, { name: 'a' }])), withReason(/twice/));
  });

  it('refuses two files that share their packed bytes', () => {
    const nested = buildZip([{ name: 'b', content: 'x' }]).subarray(0, 34);
    const parts = [
      { name: 'a', content: nested, isStored: true },
      { name: 'b', content: 'x', offset: 31 },
    ];
    assert.throws(() => readAll(buildZip(parts)), withReason(/share bytes/));
  });

  it('limits what is unpacked of all files together, also where one is read again and again', () => {
    const bytes = buildZip([
      { name: 'a', content: 'x'.repeat(600) },
      { name: 'b', content: 'x'.repeat(300) },
    ]);
    assert.throws(() => openHostileZip(bytes, { ...DEFAULT_ZIP_LIMITS, unpackedBytes: 800 }), withReason(/unpacks to/));
    const zip = openHostileZip(bytes, { ...DEFAULT_ZIP_LIMITS, unpackedBytes: 1000 });
    zip.read('a');
    assert.throws(() => zip.read('a'), withReason(/were unpacked/));
    assert.throws(
      () => openHostileZip(bytes, { ...DEFAULT_ZIP_LIMITS, compressedBytes: 20 }),
      withReason(/at most 20/),
    );
  });

  it('names no file that is not there', () => {
    const zip = openHostileZip(buildZip([{ name: 'a/', isStored: true }]));
    assert.deepEqual(zip.names, []);
    assert.throws(() => zip.read('a/'), withReason(/no file/));
    assert.throws(() => zip.read('__proto__'), withReason(/no file/));
  });

  const honest = buildZip([
    { name: 'junit.xml', content: '<testsuites>'.repeat(20) },
    { name: 'log.txt', content: 'short', isStored: true },
    { name: 'streamed.txt', content: 'sizes come later', isStreamed: true },
  ]);
  const truth = readAll(honest);

  it('refuses every truncation', () => {
    for (let length = 0; length < honest.length; length += 1)
      assert.throws(() => readAll(honest.subarray(0, length)), UploadRefusedError, `cut to ${length}`);
  });

  it('gives the true content or refuses, whichever bytes are flipped', () => {
    const flips = fc.array(fc.tuple(fc.nat(honest.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(flips, (places) => {
        const bytes = Buffer.from(honest);
        for (const [at, mask] of places) bytes[at] = bytes[at]! ^ mask;
        const read = readOrRefuse(bytes);
        // A name is protected by no checksum, the content by one.
        for (const [name, content] of read ?? []) if (truth.has(name)) assert.equal(content, truth.get(name));
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses noise, and noise in front of a directory, with no other kind of error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        readOrRefuse(noise);
        readOrRefuse(Buffer.concat([noise, honest]));
      }),
      { numRuns: 500 },
    );
  });
});

const withReason = (reason: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UploadRefusedError, String(error));
  assert.match(error.message, reason);
  assert.match(error.message, /\.$/);
  return true;
};

function readOrRefuse(bytes: Uint8Array): Map<string, string> | undefined {
  try {
    return readAll(bytes);
  } catch (error) {
    assert.ok(error instanceof UploadRefusedError, String(error));
    return undefined;
  }
}
