/** The first column to the left, the others to the right, each as wide as it must be, as Prettier has it. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = [header, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, column) => Math.max(3, ...table.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isLeft(column, header) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(table[0] ?? []), `| ${rule.join(' | ')} |`, ...table.slice(1).map(line)].join('\n');

  function pad(cell: string, width: number, column: number): string {
    return isLeft(column, header) ? cell.padEnd(width) : cell.padStart(width);
  }
}

/** Words are at the ends, numbers between them. */
const isLeft = (column: number, header: readonly string[]): boolean =>
  column === 0 || header[column] === '' || header[column] === 'remarks';
