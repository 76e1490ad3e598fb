/** A zip file whose bytes depend on its content alone: sorted entries, one time for all, compressed. */
import { deflateRawSync } from 'node:zlib';

const VERSION = 20;
const DEFLATED = 8;
const UTF8_NAMES = 0x0800;
/** The first day that the format knows, 1980-01-01, at midnight. */
const DATE = 0x21;
const TIME = 0;
/** A plain file that everybody may read, as Unix notes it. */
const MADE_BY_UNIX = (3 << 8) | VERSION;
const ATTRIBUTES = 0o100644 * 0x10000;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Node 20.12 has none of its own. */
function crc32(content) {
  let crc = 0xffffffff;
  for (const byte of content) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** What the local header and the directory say alike. */
function describeEntry(name, content, compressed) {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(VERSION, 0);
  head.writeUInt16LE(UTF8_NAMES, 2);
  head.writeUInt16LE(DEFLATED, 4);
  head.writeUInt16LE(TIME, 6);
  head.writeUInt16LE(DATE, 8);
  head.writeUInt32LE(crc32(content), 10);
  head.writeUInt32LE(compressed.length, 14);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt16LE(Buffer.byteLength(name), 22);
  return head;
}

const signature = (number) => Buffer.from([0x50, 0x4b, number, number + 1]);

function directoryEntry(name, description, offset) {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(MADE_BY_UNIX);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(ATTRIBUTES, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([signature(1), madeBy, description, tail, Buffer.from(name)]);
}

function directoryEnd(count, size, offset) {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([signature(5), end]);
}

/**
 * @param {ReadonlyMap<string, Buffer>} files content by name, with forward slashes
 * @param {Buffer} prefix what stands before the archive
 */
export function zipArchive(files, prefix = Buffer.alloc(0)) {
  const parts = [prefix];
  const directory = [];
  let offset = prefix.length;
  for (const name of [...files.keys()].sort()) {
    const content = files.get(name);
    const compressed = deflateRawSync(content, { level: 9 });
    const description = describeEntry(name, content, compressed);
    directory.push(directoryEntry(name, description, offset));
    const entry = Buffer.concat([signature(3), description, Buffer.from(name), compressed]);
    parts.push(entry);
    offset += entry.length;
  }
  const listing = Buffer.concat(directory);
  return Buffer.concat([...parts, listing, directoryEnd(directory.length, listing.length, offset)]);
}
