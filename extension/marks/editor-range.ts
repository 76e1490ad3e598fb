import * as vscode from 'vscode';
import type { Location } from '../../shared/mutant.ts';
import type { MarkedLine } from '../results/group-by-line.ts';
import type { PlacedMutant } from '../results/place-mutants.ts';

/** Far behind the end of any line: the editor cuts it to the line. */
const LINE_END = 100_000;

/** A place as the editor counts, from 0, and on its first line only: what spans lines overlaps everything around it. */
export function firstLineOf({ start, end }: Location): vscode.Range {
  const line = start.line - 1;
  return new vscode.Range(line, start.column - 1, line, end.line === start.line ? end.column - 1 : LINE_END);
}

export const rangeOfMutant = ({ location, isStale }: PlacedMutant): vscode.Range =>
  isStale ? new vscode.Range(location.start.line - 1, 0, location.start.line - 1, LINE_END) : firstLineOf(location);

/** From the first to the last uncaught mutant of a line. */
export function rangeOfLine({ uncaught }: MarkedLine): vscode.Range {
  const [first, ...others] = uncaught.map(rangeOfMutant);
  return others.reduce((range, other) => range.union(other), first ?? new vscode.Range(0, 0, 0, 0));
}
