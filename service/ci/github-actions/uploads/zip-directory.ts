/** The table at the end of a zip, checked against what stands before each file. Format: PKWARE's APPNOTE 6.3, without zip64. */
import { UploadRefusedError } from './upload-refused-error.ts';
import { readEntryName } from './zip-entry-name.ts';
import type { ZipLimits } from './zip-limits.ts';

export interface DirectoryEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isDeflated: boolean;
  /** As stated, within the limits; nobody has checked yet whether it is true. */
  readonly size: number;
  readonly checksum: number;
  readonly packed: Uint8Array;
}

const END = { signature: 0x06054b50, length: 22 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };
const LONGEST_COMMENT = 0xffff;
const IS_ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const STORED = 0;
const DEFLATED = 8;
const ELSEWHERE_16 = 0xffff;
const ELSEWHERE_32 = 0xffffffff;
const MADE_BY_UNIX = 3;
const UNIX_FORMAT = 0o170000;
const UNIX_KINDS = new Set([0, 0o100000, 0o040000]);

/**
 * All entries, none of which shares bytes with another.
 * @throws UploadRefusedError
 */
export function readDirectory(bytes: Uint8Array, limits: ZipLimits): DirectoryEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const { count, start } = readEnd(view, end, limits);
  const entries: DirectoryEntry[] = [];
  const spans: Span[] = [];
  const names = new Set<string>();
  let offset = start;
  for (let index = 0; index < count; index += 1) {
    const header = readCentralHeader(view, bytes, offset, end, limits);
    offset = header.nextOffset;
    // Two names that differ in case alone are one file on some systems.
    const key = header.name.toLowerCase().replace(/\/$/, '');
    if (names.has(key)) throw new UploadRefusedError(`The zip holds ${JSON.stringify(header.name)} twice.`);
    names.add(key);
    const { packed, span } = findContent(view, bytes, header, start);
    spans.push(span);
    entries.push({ ...header, packed });
  }
  if (offset !== end) throw new UploadRefusedError('The directory of the zip has another size than stated.');
  refuseOverlaps(spans);
  refuseTotals(entries, limits);
  return entries;
}

/** The comment at the end of a zip may hold anything, so that the end is known by its length as well. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END.length;
  for (let offset = last; offset >= Math.max(0, last - LONGEST_COMMENT); offset -= 1) {
    if (view.getUint32(offset, true) !== END.signature) continue;
    if (offset + END.length + view.getUint16(offset + 20, true) === view.byteLength) return offset;
  }
  throw new UploadRefusedError('This is not a zip file, or it is cut off.');
}

function readEnd(view: DataView, end: number, limits: ZipLimits): { count: number; start: number } {
  const [disk, startDisk, countHere, count] = [4, 6, 8, 10].map((at) => view.getUint16(end + at, true));
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (count === ELSEWHERE_16 || size === ELSEWHERE_32 || start === ELSEWHERE_32) refuseZip64();
  if (disk !== 0 || startDisk !== 0 || countHere !== count || count === undefined)
    throw new UploadRefusedError('The zip is one of several parts.');
  if (count > limits.entries)
    throw new UploadRefusedError(`The zip holds ${count} files; at most ${limits.entries} are read.`);
  if (start + size !== end) throw new UploadRefusedError('The directory of the zip is not where it is stated to be.');
  return { count, start };
}

/** Nothing within the limits needs it, and two places that state sizes are one to lie in. */
function refuseZip64(): never {
  throw new UploadRefusedError('The zip states its sizes as zip64, which is not read.');
}

interface CentralHeader extends Omit<DirectoryEntry, 'packed'> {
  readonly nextOffset: number;
  readonly nameBytes: Uint8Array;
  readonly packedSize: number;
  readonly localOffset: number;
  readonly method: number;
}

function readCentralHeader(
  view: DataView,
  bytes: Uint8Array,
  offset: number,
  end: number,
  limits: ZipLimits,
): CentralHeader {
  if (offset + CENTRAL.length > end || view.getUint32(offset, true) !== CENTRAL.signature)
    throw new UploadRefusedError('The directory of the zip is damaged.');
  const short = (at: number) => view.getUint16(offset + at, true);
  const long = (at: number) => view.getUint32(offset + at, true);
  const nameEnd = offset + CENTRAL.length + short(28);
  const nextOffset = nameEnd + short(30) + short(32);
  if (nextOffset > end) throw new UploadRefusedError('The directory of the zip is damaged.');
  const nameBytes = bytes.subarray(offset + CENTRAL.length, nameEnd);
  const name = readEntryName(nameBytes, limits);
  const [packedSize, size, localOffset] = [long(20), long(24), long(42)];
  if ([packedSize, size, localOffset].includes(ELSEWHERE_32)) refuseZip64();
  if ((short(8) & IS_ENCRYPTED) !== 0) throw new UploadRefusedError(`${JSON.stringify(name)} is encrypted.`);
  const method = short(10);
  if (method !== STORED && method !== DEFLATED)
    throw new UploadRefusedError(`${JSON.stringify(name)} is packed by a method that is not read.`);
  refuseKind(name, short(4) >> 8, long(38));
  const isFolder = name.endsWith('/');
  const [isDeflated, checksum] = [method === DEFLATED, long(16)];
  return { name, isFolder, isDeflated, size, checksum, nextOffset, nameBytes, packedSize, localOffset, method };
}

function refuseKind(name: string, madeBy: number, attributes: number): void {
  if (madeBy !== MADE_BY_UNIX) return;
  if (!UNIX_KINDS.has((attributes >>> 16) & UNIX_FORMAT))
    throw new UploadRefusedError(`${JSON.stringify(name)} is a link or another special file.`);
}

type Span = readonly [start: number, end: number];

/** What stands before the content must agree with the directory, or two readers would see two zips. */
function findContent(
  view: DataView,
  bytes: Uint8Array,
  header: CentralHeader,
  directoryStart: number,
): { packed: Uint8Array; span: Span } {
  const { localOffset, nameBytes, packedSize, method, name } = header;
  const quoted = JSON.stringify(name);
  if (localOffset + LOCAL.length > directoryStart || view.getUint32(localOffset, true) !== LOCAL.signature)
    throw new UploadRefusedError(`${quoted} is not where it is stated to be.`);
  const nameStart = localOffset + LOCAL.length;
  const nameEnd = nameStart + view.getUint16(localOffset + 26, true);
  const contentStart = nameEnd + view.getUint16(localOffset + 28, true);
  const contentEnd = contentStart + packedSize;
  if (contentEnd > directoryStart) throw new UploadRefusedError(`${quoted} is cut off.`);
  if (
    !Buffer.from(nameBytes).equals(bytes.subarray(nameStart, nameEnd)) ||
    view.getUint16(localOffset + 8, true) !== method
  )
    throw new UploadRefusedError(`The zip states two things about ${quoted}.`);
  refuseOtherSizes(view, header);
  return { packed: bytes.subarray(contentStart, contentEnd), span: [localOffset, contentEnd] };
}

/** Zeros mean that sizes were not known yet when the header was written. */
function refuseOtherSizes(view: DataView, { localOffset, packedSize, size, name }: CentralHeader): void {
  const packedHere = view.getUint32(localOffset + 18, true);
  const sizeHere = view.getUint32(localOffset + 22, true);
  if (packedHere === ELSEWHERE_32 || sizeHere === ELSEWHERE_32) refuseZip64();
  const isStreamed = packedHere === 0 && sizeHere === 0;
  if (!isStreamed && (packedHere !== packedSize || sizeHere !== size))
    throw new UploadRefusedError(`The zip states two sizes of ${JSON.stringify(name)}.`);
}

/** Files that share their packed bytes are how a small zip unpacks to petabytes. */
function refuseOverlaps(spans: readonly Span[]): void {
  const ordered = spans.toSorted(([a], [b]) => a - b);
  for (const [index, [start]] of ordered.entries()) {
    const before = ordered[index - 1];
    if (before !== undefined && start < before[1]) throw new UploadRefusedError('Two files of the zip share bytes.');
  }
}

function refuseTotals(entries: readonly DirectoryEntry[], limits: ZipLimits): void {
  let total = 0;
  for (const { name, size, packed, isDeflated } of entries) {
    total += size;
    if (!isDeflated && size !== packed.length)
      throw new UploadRefusedError(`The zip states two sizes of ${JSON.stringify(name)}.`);
    if (size > limits.ratioFreeBytes && size > packed.length * limits.ratio)
      throw new UploadRefusedError(`${JSON.stringify(name)} unpacks to more than ${limits.ratio} times its size.`);
  }
  if (total > limits.unpackedBytes)
    throw new UploadRefusedError(`The zip unpacks to ${total} bytes; at most ${limits.unpackedBytes} are read.`);
}
