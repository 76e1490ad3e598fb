import type { KnownMutant } from './results-snapshot.ts';

/** Mutants by file and id. */
export interface MutantsByPath {
  put(known: KnownMutant): void;
  /** Removes what the condition holds for and returns the paths that changed. */
  remove(condition: (known: KnownMutant) => boolean): Set<string>;
  paths(): string[];
  of(path: string): KnownMutant[];
  find(mutantId: string): KnownMutant | undefined;
  all(): KnownMutant[];
}

export function createMutantsByPath(): MutantsByPath {
  const byPath = new Map<string, Map<string, KnownMutant>>();
  const all = (): KnownMutant[] => [...byPath.values()].flatMap((ofPath) => [...ofPath.values()]);
  return {
    put(known) {
      const { path, id } = known.mutant;
      const ofPath = byPath.get(path) ?? new Map<string, KnownMutant>();
      ofPath.set(id, known);
      byPath.set(path, ofPath);
    },
    remove(condition) {
      const changed = new Set<string>();
      for (const known of all().filter(condition)) {
        const { path, id } = known.mutant;
        const ofPath = byPath.get(path);
        ofPath?.delete(id);
        if (ofPath?.size === 0) byPath.delete(path);
        changed.add(path);
      }
      return changed;
    },
    paths: () => [...byPath.keys()].toSorted(),
    of: (path) => [...(byPath.get(path)?.values() ?? [])],
    find: (mutantId) => {
      for (const ofPath of byPath.values()) {
        const known = ofPath.get(mutantId);
        if (known) return known;
      }
      return undefined;
    },
    all,
  };
}
