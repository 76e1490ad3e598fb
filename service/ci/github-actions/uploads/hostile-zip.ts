/** Zip files that a job of anyone may have made: artifacts and logs. Nothing of them is believed, and nothing is written to disk. */
import { constants, inflateRawSync } from 'node:zlib';
import { checksum } from './checksum.ts';
import { UploadRefusedError } from './upload-refused-error.ts';
import { readDirectory, type DirectoryEntry } from './zip-directory.ts';
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from './zip-limits.ts';

export interface HostileZip {
  /** Names of the files, as the directory lists them; folders are left out. */
  readonly names: readonly string[];
  /**
   * The bytes of one file. They count anew each time they are read.
   * @throws UploadRefusedError where there is no such file, its content is not what was stated, or all that was read exceeds the limit
   */
  read(name: string): Uint8Array;
}

/**
 * Checks a zip's directory against the limits; contents are inflated one by one, when they are asked for.
 * @throws UploadRefusedError
 */
export function openHostileZip(bytes: Uint8Array, limits: ZipLimits = DEFAULT_ZIP_LIMITS): HostileZip {
  if (bytes.length > limits.compressedBytes)
    throw new UploadRefusedError(`The zip has ${bytes.length} bytes; at most ${limits.compressedBytes} are read.`);
  const entries = new Map(readDirectory(bytes, limits).map((entry) => [entry.name, entry]));
  const files = [...entries.values()].filter(({ isFolder }) => !isFolder);
  let readBytes = 0;
  return {
    names: files.map(({ name }) => name),
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined || entry.isFolder) throw new UploadRefusedError(`The zip holds no file "${name}".`);
      readBytes += entry.size;
      if (readBytes > limits.unpackedBytes)
        throw new UploadRefusedError(`More than ${limits.unpackedBytes} bytes were unpacked.`);
      return unpack(entry);
    },
  };
}

function unpack(entry: DirectoryEntry): Uint8Array {
  const content = entry.isDeflated ? inflate(entry) : entry.packed;
  if (content.length !== entry.size)
    throw new UploadRefusedError(`"${entry.name}" has ${content.length} bytes, and ${entry.size} are stated.`);
  if (checksum(content) !== entry.checksum)
    throw new UploadRefusedError(`The checksum of "${entry.name}" is not the stated one.`);
  return content;
}

/** What zlib answers where it is asked how far it came, which its types leave out. */
interface InflatedWithEngine {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflate({ name, packed, size }: DirectoryEntry): Uint8Array {
  let inflated: InflatedWithEngine;
  try {
    // zlib stops by itself at the stated size, so that a lie costs no memory. It wants room for a byte at least.
    inflated = inflateRawSync(packed, {
      maxOutputLength: Math.max(1, size),
      finishFlush: constants.Z_FINISH,
      info: true,
    }) as unknown as InflatedWithEngine;
  } catch (error) {
    throw new UploadRefusedError(describeFailure(name, size, error), { cause: error });
  }
  if (inflated.engine.bytesWritten !== packed.length)
    throw new UploadRefusedError(`Data goes on after the end of "${name}".`);
  return inflated.buffer;
}

function describeFailure(name: string, size: number, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_BUFFER_TOO_LARGE'
    ? `"${name}" goes on after the ${size} bytes that are stated.`
    : `"${name}" is damaged.`;
}
