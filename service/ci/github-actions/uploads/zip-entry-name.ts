import { UploadRefusedError } from './upload-refused-error.ts';
import type { ZipLimits } from './zip-limits.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The name of an entry, which never leaves the folder it would be unpacked to, on any system.
 * @throws UploadRefusedError
 */
export function readEntryName(bytes: Uint8Array, limits: ZipLimits): string {
  if (bytes.length === 0) throw new UploadRefusedError('A file of the zip has no name.');
  if (bytes.length > limits.nameBytes)
    throw new UploadRefusedError(`A name in the zip has ${bytes.length} bytes; at most ${limits.nameBytes} are read.`);
  const name = decode(bytes);
  const parts = name.replace(/\/$/, '').split('/');
  const refusal = findRefusal(name, parts, limits);
  if (refusal !== undefined) throw new UploadRefusedError(`The zip holds ${JSON.stringify(name)}, ${refusal}.`);
  return name;
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new UploadRefusedError('A name in the zip is not UTF-8.', { cause: error });
  }
}

function findRefusal(name: string, parts: readonly string[], limits: ZipLimits): string | undefined {
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'whose path is absolute';
  if (name.includes('\\')) return 'whose path has a backslash';
  if (/\p{Cc}/u.test(name)) return 'whose name has a control character';
  if (parts.includes('..')) return 'whose path leads out of the zip';
  if (parts.includes('') || parts.includes('.')) return 'whose path is not a plain one';
  if (parts.length > limits.depth) return `which lies more than ${limits.depth} folders deep`;
  return undefined;
}
