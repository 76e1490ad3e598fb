import type { Measurement } from './measure-command.ts';
import { caughtShare, executedMutants, type ToolCounts } from './mutant-counts.ts';

/** What one tool did on one project. */
export interface BenchRow {
  readonly project: string;
  readonly tool: string;
  readonly isTinybug: boolean;
  readonly version: string;
  readonly note: string | undefined;
  /** Absent where the environment could not even be made. */
  readonly measurement: Measurement | undefined;
  readonly counts: ToolCounts | undefined;
  /** The tool's own message where no mutant was run. */
  readonly problem: string | undefined;
  /** By mutant whether it is caught; only of a tool that is run in more than one way. */
  readonly verdicts?: ReadonlyMap<string, boolean> | undefined;
  /** Whether those verdicts come from fresh processes with the mutant on disk. */
  readonly isCareful?: boolean | undefined;
}

export interface RowFigures {
  readonly executed: number;
  readonly cpuMsPerMutant: number;
  readonly mutantsPerSecond: number;
  /** From 0 to 1. */
  readonly caught: number | undefined;
}

/** Everything is divided by the mutants on which tests were run; collecting, baseline and start are in it. */
export function figuresOf({ measurement, counts }: BenchRow): RowFigures | undefined {
  const executed = counts === undefined ? 0 : executedMutants(counts);
  if (measurement === undefined || counts === undefined || executed === 0) return undefined;
  return {
    executed,
    cpuMsPerMutant: measurement.cpuMs / executed,
    mutantsPerSecond: executed / (measurement.wallMs / 1000),
    caught: caughtShare(counts),
  };
}

/** As many other tools must say something about the project before one of them can be called implausible. */
const WITNESSES = 3;
const SMALLEST_SHARE_OF_MEDIAN = 0.5;

const ENOUGH_TO_JUDGE = 20;
const LARGEST_SHARE_OF_CONTRADICTIONS = 0.1;

/** Why a row's verdicts cannot be relied on, so that how quick it is means nothing; `undefined` where nothing speaks against them. */
export function findDoubt(row: BenchRow, rows: readonly BenchRow[]): string | undefined {
  const others = rows.filter((other) => other !== row && other.project === row.project);
  return findSelfContradiction(row, others) ?? findImplausibility(row, others);
}

/** A tool that is run in two ways must say the same of the same mutants. */
function findSelfContradiction(row: BenchRow, others: readonly BenchRow[]): string | undefined {
  for (const other of others) {
    if (row.verdicts === undefined || other.verdicts === undefined || row.isCareful || !other.isCareful) continue;
    const both = [...row.verdicts].filter(([mutant]) => other.verdicts?.has(mutant));
    const differing = both.filter(([mutant, isCaught]) => other.verdicts?.get(mutant) !== isCaught);
    if (both.length >= ENOUGH_TO_JUDGE && differing.length > LARGEST_SHARE_OF_CONTRADICTIONS * both.length)
      return `contradicts its own fresh processes on ${differing.length} of ${both.length} mutants`;
  }
  return undefined;
}

/**
 * Tools choose their mutants differently, but not so differently: one that catches less than half of what the others catch (the
 * median of their shares) does not bring its mutants to the tests.
 */
function findImplausibility(row: BenchRow, others: readonly BenchRow[]): string | undefined {
  const own = figuresOf(row)?.caught;
  const shares = others.flatMap((other) => figuresOf(other)?.caught ?? []).toSorted((a, b) => a - b);
  if (own === undefined || shares.length < WITNESSES) return undefined;
  const median = shares[Math.floor(shares.length / 2)] ?? 0;
  return own < SMALLEST_SHARE_OF_MEDIAN * median ? 'catches less than half of what the others catch' : undefined;
}

/** The other tool with the least CPU time per mutant among those whose verdicts mean something. */
export function findBestRival(rows: readonly BenchRow[]): BenchRow | undefined {
  const cost = (row: BenchRow): number => figuresOf(row)?.cpuMsPerMutant ?? Infinity;
  const usable = rows.filter((row) => !row.isTinybug && findDoubt(row, rows) === undefined && cost(row) < Infinity);
  return usable.toSorted((a, b) => cost(a) - cost(b))[0];
}

/** The end of what a tool printed, as far as it tells why it stopped. */
export function describeProblem(output: string, measurement: Measurement): string {
  const lines = output
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => /\w/.test(line));
  const how =
    measurement.cutOff === null
      ? `ended with ${measurement.exitCode ?? `signal ${measurement.signal ?? '?'}`}`
      : `cut off by the ${measurement.cutOff} limit`;
  const said = lines.slice(-3).join(' / ').slice(-300);
  return said === '' ? how : `${how}: ${said}`;
}
