export interface FunctionLines {
  readonly name: string;
  /** Lines from 1, both inclusive; decorators belong to it. */
  readonly first: number;
  readonly last: number;
}

const DEFINITION = /^(\s*)(?:async\s+def|def)\s+(\w+)/;
const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;
const isBlank = (line: string): boolean => /^\s*(?:#|$)/.test(line);

/** The innermost function around a line, found by indentation: no language server need be there. */
export function findEnclosingFunction(lines: readonly string[], line: number): FunctionLines | undefined {
  for (let at = line - 1; at >= 0; at -= 1) {
    const [, indent, name] = DEFINITION.exec(lines[at] ?? '') ?? [];
    if (indent === undefined || name === undefined) continue;
    const last = findEnd(lines, at, indent.length);
    if (last >= line) return { name, first: firstDecorator(lines, at, indent.length) + 1, last };
  }
  return undefined;
}

/** The last line, from 1, of the block whose header is at an index. */
function findEnd(lines: readonly string[], header: number, indent: number): number {
  let last = header + 1;
  let isInHeader = true;
  for (let at = header; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    if (isInHeader) {
      isInHeader = !/:\s*(?:#.*)?$/.test(text) && !/:\s*\S/.test(text.replace(/\([^)]*\)/g, ''));
      last = at + 1;
    } else if (isBlank(text)) continue;
    else if (indentOf(text) <= indent) return last;
    else last = at + 1;
  }
  return last;
}

function firstDecorator(lines: readonly string[], header: number, indent: number): number {
  let first = header;
  while (first > 0 && new RegExp(`^\\s{${indent}}@`).test(lines[first - 1] ?? '')) first -= 1;
  return first;
}
