import type { Triage } from '../../shared/triage.ts';
import type { KnownMutant } from '../results/results-snapshot.ts';
import { standingOf } from '../triage/project-triage.ts';

export const SURVIVOR_SCOPES = ['all', 'currentFile', 'changedOnBranch', 'survived', 'noCoverage'] as const;
export type SurvivorScope = (typeof SURVIVOR_SCOPES)[number];

/** Which survivors the tree lists. */
export interface SurvivorFilter {
  readonly scope: SurvivorScope;
  /** Leaves out those that somebody has marked; never a mark that a test contradicts. */
  readonly hidesMarked: boolean;
}

/** A mutant that the tree may list: uncaught, or marked as equivalent and yet caught. */
export interface ListedMutant {
  readonly known: KnownMutant;
  readonly triage: Triage | undefined;
  /** Its lines in the text as it is now, from 1, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What the filter depends on besides the mutants. */
export interface Surroundings {
  readonly currentPath: string | undefined;
  /** Undefined where it is not known what has changed: then that filters nothing. */
  readonly isChanged: ((path: string, firstLine: number, lastLine: number) => boolean) | undefined;
}

export interface FileNode {
  readonly kind: 'file';
  readonly path: string;
  readonly functions: readonly FunctionNode[];
  readonly count: number;
}

export interface FunctionNode {
  readonly kind: 'function';
  readonly path: string;
  /** Empty at module level. */
  readonly name: string;
  readonly mutants: readonly MutantNode[];
}

export interface MutantNode {
  readonly kind: 'mutant';
  readonly known: KnownMutant;
  readonly triage: Triage | undefined;
}

/** Mutants by file and function, each in the order of the text. */
export function buildSurvivorTree(
  mutants: readonly ListedMutant[],
  filter: SurvivorFilter,
  surroundings: Surroundings,
): FileNode[] {
  const shown = mutants.filter((mutant) => passes(mutant, filter, surroundings));
  return [...groupBy(shown, ({ known }) => known.mutant.path)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, ofFile]) => ({ kind: 'file', path, functions: functionsOf(path, ofFile), count: ofFile.length }));
}

function functionsOf(path: string, ofFile: readonly ListedMutant[]): FunctionNode[] {
  const ordered = ofFile.toSorted(
    (a, b) =>
      a.known.mutant.location.start.line - b.known.mutant.location.start.line ||
      a.known.mutant.location.start.column - b.known.mutant.location.start.column,
  );
  return [...groupBy(ordered, ({ known }) => known.mutant.functionName)].map(([name, listed]) => ({
    kind: 'function',
    path,
    name,
    mutants: listed.map(({ known, triage }) => ({ kind: 'mutant', known, triage })),
  }));
}

function passes(
  { known: { mutant }, triage, firstLine, lastLine }: ListedMutant,
  { scope, hidesMarked }: SurvivorFilter,
  { currentPath, isChanged }: Surroundings,
): boolean {
  if (hidesMarked && standingOf(mutant.status, triage) === 'settled') return false;
  switch (scope) {
    case 'all':
      return true;
    case 'currentFile':
      return mutant.path === currentPath;
    case 'changedOnBranch':
      return isChanged?.(mutant.path, firstLine, lastLine) ?? true;
    case 'survived':
      return mutant.status === 'Survived';
    case 'noCoverage':
      return mutant.status === 'NoCoverage';
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
