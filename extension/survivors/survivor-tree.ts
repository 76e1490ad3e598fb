import type { KnownMutant } from '../results/results-snapshot.ts';

export const SURVIVOR_FILTERS = ['all', 'currentFile', 'survived', 'noCoverage'] as const;
export type SurvivorFilter = (typeof SURVIVOR_FILTERS)[number];

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
}

/** Uncaught mutants by file and function, each in the order of the text. */
export function buildSurvivorTree(
  uncaught: readonly KnownMutant[],
  filter: SurvivorFilter,
  currentPath: string | undefined,
): FileNode[] {
  const shown = uncaught.filter((known) => passes(known, filter, currentPath));
  return [...groupBy(shown, ({ mutant }) => mutant.path)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, ofFile]) => ({ kind: 'file', path, functions: functionsOf(path, ofFile), count: ofFile.length }));
}

function functionsOf(path: string, ofFile: readonly KnownMutant[]): FunctionNode[] {
  const ordered = ofFile.toSorted(
    ({ mutant: { location: a } }, { mutant: { location: b } }) =>
      a.start.line - b.start.line || a.start.column - b.start.column,
  );
  return [...groupBy(ordered, ({ mutant }) => mutant.functionName)].map(([name, mutants]) => ({
    kind: 'function',
    path,
    name,
    mutants: mutants.map((known) => ({ kind: 'mutant', known })),
  }));
}

function passes({ mutant }: KnownMutant, filter: SurvivorFilter, currentPath: string | undefined): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'currentFile':
      return mutant.path === currentPath;
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
