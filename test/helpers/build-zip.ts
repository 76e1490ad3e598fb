/** Zip files for tests, honest ones and ones that lie in a chosen field. */
import { deflateRawSync } from 'node:zlib';
import { checksum } from '../../service/ci/github-actions/uploads/checksum.ts';

export interface ZipPart {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly isStored?: boolean;
  /** Sizes and checksum stand behind the content, as by programs that write to a stream. */
  readonly isStreamed?: boolean;
  /** Fields of the directory that lie. */
  readonly flags?: number;
  readonly method?: number;
  readonly mode?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly checksum?: number;
  readonly offset?: number;
  /** Fields before the content that lie. */
  readonly localName?: string;
  readonly localSize?: number;
  /** Bytes behind the packed content that count as part of it. */
  readonly trailing?: string;
}

export interface ZipEnd {
  readonly count?: number;
  readonly start?: number;
  readonly disk?: number;
  readonly comment?: string;
}

export function buildZip(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { body, header } = buildEntry(part, offset);
    bodies.push(body);
    directory.push(header);
    offset += body.length;
  }
  const table = Buffer.concat(directory);
  const tail = Buffer.alloc(22);
  const comment = Buffer.from(end.comment ?? '');
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(end.disk ?? 0, 4);
  tail.writeUInt16LE(end.count ?? parts.length, 8);
  tail.writeUInt16LE(end.count ?? parts.length, 10);
  tail.writeUInt32LE(table.length, 12);
  tail.writeUInt32LE(end.start ?? offset, 16);
  tail.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...bodies, table, tail, comment]);
}

function buildEntry(part: ZipPart, offset: number): { body: Buffer; header: Buffer } {
  const name = Buffer.from(part.name);
  const content = Buffer.from(part.content ?? '');
  const packed = Buffer.concat([part.isStored ? content : deflateRawSync(content), Buffer.from(part.trailing ?? '')]);
  const method = part.method ?? (part.isStored ? 0 : 8);
  const [packedSize, size] = [part.packedSize ?? packed.length, part.size ?? content.length];
  const sum = part.checksum ?? checksum(content);
  const flags = (part.flags ?? 0x0800) | (part.isStreamed ? 0x0008 : 0);
  const localName = Buffer.from(part.localName ?? name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  if (!part.isStreamed) {
    local.writeUInt32LE(sum, 14);
    local.writeUInt32LE(packedSize, 18);
    local.writeUInt32LE(part.localSize ?? size, 22);
  }
  local.writeUInt16LE(localName.length, 26);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(sum, 16);
  header.writeUInt32LE(packedSize, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(((part.mode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(part.offset ?? offset, 42);
  return {
    body: Buffer.concat([local, localName, packed, part.isStreamed ? Buffer.alloc(16) : Buffer.alloc(0)]),
    header: Buffer.concat([header, name]),
  };
}
