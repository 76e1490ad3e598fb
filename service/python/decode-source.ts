import type { RawSourceFile } from '../ci/source-provider.ts';

/** The text of a Python file as its interpreter reads it, or why it cannot be measured. */
export type DecodedSource =
  | {
      readonly kind: 'decoded';
      readonly text: string;
      /** Bytes before the text: 3 for a byte order mark. */ readonly markBytes: 0 | 3;
    }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Larger files are generated data; parsing them would take longer than they are worth. */
const LARGEST_FILE_BYTES = 4 * 1024 * 1024;

/** PEP 263: in a comment on the first or second line. */
const CODING_COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/;
const UTF_8 = /^(?:utf-?8|u8|utf|cp65001)(?:-sig|-unix|-dos|-mac)?$/;
/** Encodings in which the bytes below 128 mean the same as in ASCII. */
const LIKE_ASCII =
  /^(?:us-?ascii|ascii|646|latin-?\d*|l1|iso-?8859(?:-\d+)?(?:-unix|-dos)?|iso-latin-1(?:-unix|-dos)?|(?:cp|windows-?)125\d|koi8-[ru]|cp437|cp850)$/;

export function decodeSource({ bytes }: RawSourceFile): DecodedSource {
  if (bytes.length > LARGEST_FILE_BYTES) return skipped('it is larger than 4 MiB');
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = hasMark ? bytes.subarray(3) : bytes;
  if (body.includes(0)) return skipped('it holds NUL characters');
  const encodingProblem = checkEncoding(body, hasMark);
  if (encodingProblem !== undefined) return skipped(encodingProblem);
  const text = decodeUtf8(body);
  if (text === undefined) return skipped('it is not valid UTF-8');
  if (/\r(?!\n)/.test(text)) return skipped('it has line ends of a lone carriage return');
  return { kind: 'decoded', text, markBytes: hasMark ? 3 : 0 };
}

const skipped = (reason: string): DecodedSource => ({ kind: 'skipped', reason });

function checkEncoding(body: Uint8Array, hasMark: boolean): string | undefined {
  const declared = findCodingCookie(body);
  if (declared === undefined) return undefined;
  const encoding = declared.toLowerCase().replaceAll('_', '-');
  if (UTF_8.test(encoding)) return undefined;
  if (hasMark) return `it has a UTF-8 byte order mark but declares the encoding ${declared}`;
  if (LIKE_ASCII.test(encoding) && body.every((byte) => byte < 128)) return undefined;
  return `it is encoded as ${declared}; only UTF-8 is read`;
}

function findCodingCookie(body: Uint8Array): string | undefined {
  const start = String.fromCharCode(...body.subarray(0, 512));
  const [first = '', second = ''] = start.split(/\r?\n/);
  return CODING_COOKIE.exec(first)?.[1] ?? (BLANK_OR_COMMENT.test(first) ? CODING_COOKIE.exec(second)?.[1] : undefined);
}

function decodeUtf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}
