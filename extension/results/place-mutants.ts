import type { Location } from '../../shared/mutant.ts';
import { mapLines } from './map-lines.ts';
import type { Triage } from '../../shared/triage.ts';
import type { KnownMutant } from './results-snapshot.ts';

/** A mutant at its place in the text as it is now. */
export interface PlacedMutant {
  readonly known: KnownMutant;
  readonly location: Location;
  /** The measured text itself is no longer there: the mark is near where it was, and says so. */
  readonly isStale: boolean;
  /** The team's mark, where there is one. */
  readonly triage?: Triage | undefined;
}

/** @param measuredTextOf the text that a run measured; undefined where it is not known (yet) and places are taken as they were */
export function placeMutants(
  mutants: readonly KnownMutant[],
  measuredTextOf: (runId: string) => string | undefined,
  presentText: string,
): PlacedMutant[] {
  const lineCount = presentText.split('\n').length;
  const maps = new Map<string, ReturnType<typeof mapLines>>();
  const mapOf = (runId: string) => {
    const measured = measuredTextOf(runId);
    const map = maps.get(runId) ?? (measured === undefined ? (line: number) => line : mapLines(measured, presentText));
    maps.set(runId, map);
    return map;
  };
  return mutants
    .map((known) => place(known, mapOf(known.runId), lineCount))
    .toSorted(
      (a, b) => a.location.start.line - b.location.start.line || a.location.start.column - b.location.start.column,
    );
}

function place(known: KnownMutant, map: ReturnType<typeof mapLines>, lineCount: number): PlacedMutant {
  const { start, end } = known.mutant.location;
  const first = map(start.line);
  const lines = end.line - start.line;
  let isWhole = first !== undefined;
  for (let offset = 1; offset <= lines && isWhole; offset += 1)
    isWhole = map(start.line + offset) === (first ?? 0) + offset;
  if (first !== undefined && isWhole) {
    const moved = first - start.line;
    return {
      known,
      location: {
        start: { line: first, column: start.column },
        end: { line: end.line + moved, column: end.column },
      },
      isStale: false,
    };
  }
  const line = Math.min(nearestLine(start.line, map), lineCount);
  return { known, location: { start: { line, column: 1 }, end: { line, column: 1 } }, isStale: true };
}

/** Behind the nearest line above that is still there. */
function nearestLine(line: number, map: ReturnType<typeof mapLines>): number {
  for (let above = line - 1; above >= 1; above -= 1) {
    const mapped = map(above);
    if (mapped !== undefined) return mapped + (line - above);
  }
  return line;
}
