/** Lines from 1, both inclusive. */
export type ChangedRanges = Map<string, (readonly [number, number])[]>;

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const NEW_FILE_PREFIX = '+++ ';

/** What `git diff` needs for `parseChangedLines`. */
export const DIFF_OPTIONS: readonly string[] = [
  '--unified=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--text',
  '--find-renames',
  '--ignore-submodules=all',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

/**
 * The lines that a diff added or altered, by new path: output of `git diff --unified=0` with the prefixes `a/` and `b/`.
 * A hunk that only deletes leaves no line behind and is passed over.
 */
export function parseChangedLines(diff: string): ChangedRanges {
  const changed: ChangedRanges = new Map();
  const lines = diff.split('\n');
  let path: string | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.startsWith(NEW_FILE_PREFIX)) path = parsePath(line.slice(NEW_FILE_PREFIX.length));
    const hunk = HUNK.exec(line);
    if (hunk === null) continue;
    const [, removed = '1', start = '0', added = '1'] = hunk;
    // Skipped by count, because an added line can look like a header.
    index += Number(removed) + Number(added);
    while (lines[index + 1]?.startsWith('\\')) index += 1;
    if (path === undefined || Number(added) === 0) continue;
    const ranges = changed.get(path) ?? [];
    ranges.push([Number(start), Number(start) + Number(added) - 1]);
    changed.set(path, ranges);
  }
  return changed;
}

/** `undefined` for `/dev/null`, the new path of a deleted file. */
function parsePath(text: string): string | undefined {
  // git puts a tab behind a name with spaces.
  const name = text.endsWith('\t') ? text.slice(0, -1) : text;
  const unquoted = name.startsWith('"') ? unquote(name) : name;
  return unquoted.startsWith('b/') ? unquoted.slice(2) : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Undoes git's quoting of names with quotes, backslashes or control characters, as in C. */
function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\([0-7]{3}|.)/g, (_, escape: string) => {
    if (escape.length === 3) return String.fromCharCode(Number.parseInt(escape, 8));
    return ESCAPES[escape] ?? escape;
  });
}

/** How many lines Python counts in a file, whatever its line ends. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  let last = 0;
  for (const byte of bytes) {
    if (byte === 0x0d || (byte === 0x0a && last !== 0x0d)) lines += 1;
    last = byte;
  }
  return bytes.length === 0 || last === 0x0a || last === 0x0d ? lines : lines + 1;
}
