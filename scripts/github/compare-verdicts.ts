/** Verdicts of a strategy of GitHub Actions beside those of the local provider, mutant by mutant. */
import type { StoredMutant } from '../../service/storage/store.ts';
import type { MutantStatus } from '../../shared/mutant.ts';
import type { Settings } from '../../shared/settings.ts';

export type Strategy = NonNullable<Settings['strategy']>;

export interface VerdictComparison {
  readonly strategy: Strategy;
  readonly compared: number;
  readonly agreeing: number;
  /** Mutants without coverage for the local provider, which survived where nothing is traced. */
  readonly survivedWithoutCoverage: number;
  /** One for each mutant on which they disagree, several lines long. */
  readonly disagreements: readonly string[];
}

/** Every mutant that either of them measured; what only one has measured is a disagreement. */
export function compareVerdicts(
  strategy: Strategy,
  local: readonly StoredMutant[],
  inCi: readonly StoredMutant[],
): VerdictComparison {
  const localById = mapMeasured(local);
  const inCiById = mapMeasured(inCi);
  const ids = [...new Set([...localById.keys(), ...inCiById.keys()])];
  const pairs = ids.map((id) => ({ local: localById.get(id), inCi: inCiById.get(id) }));
  const disagreeing = pairs.filter((pair) => !agrees(strategy, pair));
  return {
    strategy,
    compared: pairs.length,
    agreeing: pairs.length - disagreeing.length,
    survivedWithoutCoverage: pairs.filter((pair) => isUncoveredSurvivor(strategy, pair)).length,
    disagreements: disagreeing.map((pair) => describeDisagreement(strategy, pair)),
  };
}

interface Pair {
  readonly local: StoredMutant | undefined;
  readonly inCi: StoredMutant | undefined;
}

const agrees = (strategy: Strategy, pair: Pair): boolean =>
  (pair.local !== undefined && pair.local.status === pair.inCi?.status) || isUncoveredSurvivor(strategy, pair);

/** On a branch all tests run for every mutant, and none is traced: a mutant that no test reaches must survive there. */
const isUncoveredSurvivor = (strategy: Strategy, { local, inCi }: Pair): boolean =>
  strategy === 'branch-per-mutant' && local?.status === 'NoCoverage' && inCi?.status === 'Survived';

/** `Ignored` is what was suppressed or is not in the sample. */
const mapMeasured = (mutants: readonly StoredMutant[]): Map<string, StoredMutant> =>
  new Map(mutants.filter(({ status }) => status !== 'Ignored').map((each) => [each.mutant.id, each]));

function describeDisagreement(strategy: Strategy, { local, inCi }: Pair): string {
  const mutant = (local ?? inCi)?.mutant;
  if (mutant === undefined) return '';
  const { path, location, mutatorName, original, replacement } = mutant;
  return [
    `${path}:${location.start.line}:${location.start.column} ${mutatorName}: ${JSON.stringify(original)} -> ${JSON.stringify(replacement)}`,
    `  local: ${describeVerdict(local)}`,
    `  ${strategy}: ${describeVerdict(inCi)}`,
  ].join('\n');
}

function describeVerdict(stored: StoredMutant | undefined): string {
  if (stored === undefined) return 'not measured';
  const { status, statusReason, result } = stored;
  const reason = result?.statusReason ?? statusReason;
  const evidence = result && JSON.stringify({ killedBy: result.killedBy, ...result.evidence });
  return [status, reason, evidence].filter((part) => part !== undefined).join('; ');
}

export const describeCounts = (mutants: readonly StoredMutant[]): string => {
  const counts = new Map<MutantStatus, number>();
  for (const { status } of mapMeasured(mutants).values()) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
};
