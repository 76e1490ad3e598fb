import type { LineRange, Mutant } from '../../shared/mutant.ts';
import type { SelectionSummary } from '../../shared/run.ts';
import type { ExecutedLines } from '../../shared/runner-report.ts';
import type { SelectedMutant, StoredMutant, StoredTest } from '../storage/store.ts';
import type { CoveredMutant } from './cache-key.ts';
import { type BaselineCoverage, indexLineCoverage, type LineCoverage } from './line-coverage.ts';
import { cutIntoShards } from './cut-into-shards.ts';
import { expectedCostMs } from './expected-cost.ts';

export interface SelectionInput extends BaselineCoverage {
  /** All mutants of the run: `Pending`, or `Ignored` where suppressed. */
  readonly mutants: readonly Pick<StoredMutant, 'mutant' | 'status'>[];
  /** Where given, mutants elsewhere are ignored. Lines from 1, both ends inclusive. */
  readonly changedLines?: ReadonlyMap<string, readonly (readonly [number, number])[]> | undefined;
  /** Lines to which some files are limited, by path; mutants elsewhere in those files are ignored. */
  readonly lineScopes?: ReadonlyMap<string, readonly LineRange[]>;
  /** Ids of mutants with a verdict of an earlier run: they belong to the selection like any other, and cost nothing. */
  readonly reused?: ReadonlySet<string>;
  readonly maxMutants?: number | undefined;
  /** How long measuring may take, in milliseconds of wall time on `workers` processes. */
  readonly timeBudgetMs?: number | undefined;
  readonly workers: number;
  /** How many shards are wanted; more are made where one would hold too many mutants. */
  readonly shards: number;
  /** Wall time of work, with its share of the workers, that is worth a shard; with less in all, fewer shards are made. */
  readonly worthAShardMs?: number | undefined;
}

export interface Selection {
  readonly selected: SelectedMutant[];
  readonly summary: SelectionSummary;
  /** Number of mutants to run, by shard index. */
  readonly shardSizes: number[];
  /** What is to be run: mutants, files that have one of them, and the CPU milliseconds that all of them take. */
  readonly work: { readonly mutants: number; readonly files: number; readonly workMs: number };
  /** Mutants on the lines that are measured, those that are not chosen included, without those that no test covers. */
  readonly inScope: number;
}

interface Candidate extends CoveredMutant {
  readonly path: string;
  readonly costMs: number;
}

/**
 * Decides the fate of every enumerated mutant before anything is run: to be run, and in which shard; `NoCoverage`; or
 * ignored. Deterministic for the same input.
 */
export function selectMutants(input: SelectionInput, covered = coverMutants(input)): Selection {
  const pending = pendingMutants(input);
  const isReused = ({ mutant }: CoveredMutant): boolean => input.reused?.has(mutant.id) === true;
  const candidates = covered.map((each): Candidate => {
    const costMs = isReused(each) ? 0 : expectedCostMs(each.coveredBy, input.tests);
    return { ...each, path: each.mutant.path, costMs };
  });
  const chosen = new Set(withinBudget(candidates, input));
  const runnable = candidates.filter((candidate) => chosen.has(candidate) && candidate.coveredBy.length > 0);
  const toRun = runnable.filter((candidate) => !isReused(candidate));
  const reused = runnable.length - toRun.length;
  const { shardOf, shardSizes } = cutIntoShards(toRun, countWorthwhileShards(toRun, input));
  const inScopeIds = new Set(candidates.map(({ mutant }) => mutant.id));
  const outOfScope = pending.filter(({ id }) => !inScopeIds.has(id));
  return {
    selected: [
      ...outOfScope.map((mutant) => ignored(mutant.id, [], reasonOutOfScope(mutant, input))),
      ...candidates.map((candidate) => fateOf(candidate, chosen.has(candidate), shardOf.get(candidate))),
    ],
    summary: {
      enumerated: pending.length,
      suppressed: input.mutants.length - pending.length,
      selected: chosen.size,
      noCoverage: chosen.size - runnable.length,
      ...(reused > 0 && { reused }),
    },
    shardSizes,
    work: {
      mutants: toRun.length,
      files: new Set(toRun.map(({ path }) => path)).size,
      workMs: toRun.reduce((sum, { costMs }) => sum + costMs, 0),
    },
    inScope: candidates.filter((candidate) => candidate.coveredBy.length > 0 && !isReused(candidate)).length,
  };
}

/** As many as are wanted, or fewer where each would have too little to do. */
function countWorthwhileShards(
  toRun: readonly Candidate[],
  { shards, workers, worthAShardMs }: Pick<SelectionInput, 'shards' | 'workers' | 'worthAShardMs'>,
): number {
  if (worthAShardMs === undefined) return shards;
  const costMs = toRun.reduce((sum, candidate) => sum + candidate.costMs, 0);
  const worthMs = worthAShardMs * Math.max(1, workers / shards);
  return Math.max(1, Math.min(shards, Math.ceil(costMs / worthMs)));
}

const reasonOutOfScope = (mutant: Mutant, { lineScopes }: SelectionInput): string =>
  isAskedFor(mutant, lineScopes) ? 'It is not on a changed line.' : 'It is not on a line that was asked for.';

const pendingMutants = ({ mutants }: Pick<SelectionInput, 'mutants'>): Mutant[] =>
  mutants.filter(({ status }) => status === 'Pending').map(({ mutant }) => mutant);

/** The mutants that may be chosen, each with the tests that must run for a verdict. */
export function coverMutants(input: SelectionInput): CoveredMutant[] {
  const coverage = indexLineCoverage(input);
  const rank = rankTests(input.tests);
  return pendingMutants(input)
    .filter((mutant) => isChanged(mutant, input.changedLines) && isAskedFor(mutant, input.lineScopes))
    .map((mutant) => ({ mutant, coveredBy: findCoveringTests(mutant, coverage, rank) }));
}

function isChanged({ path, location }: Mutant, changedLines: SelectionInput['changedLines']): boolean {
  if (changedLines === undefined) return true;
  return touches(location, changedLines.get(path) ?? []);
}

function isAskedFor({ path, location }: Mutant, lineScopes: SelectionInput['lineScopes']): boolean {
  const lines = lineScopes?.get(path);
  return lines === undefined || touches(location, lines);
}

const touches = ({ start, end }: Mutant['location'], ranges: readonly (readonly [number, number])[]): boolean =>
  ranges.some(([first, last]) => first <= end.line && last >= start.line);

/**
 * The tests that must run for a verdict, the most promising first; none where nothing executes the mutated code.
 * Code that runs while modules are imported can change what any test sees, so all tests follow those of its file. Where
 * one function alone shows the change, it is the tests that call it.
 */
function findCoveringTests(mutant: Mutant, coverage: LineCoverage, rank: readonly number[]): number[] {
  const confined = mutant.confinedTo && coverage.testsConfinedTo(mutant.path, mutant.confinedTo);
  if (confined !== undefined) return byRank(confined, rank);
  const lines: LineRange = mutant.coverageLines;
  const direct = coverage.testsOn(mutant.path, lines);
  const runsAtImport = coverage.isImported(mutant.path, lines);
  if (!runsAtImport && (direct.length === 0 || !mutant.static)) return byRank(direct, rank);
  const near = new Set([...direct, ...coverage.testsOf(mutant.path)]);
  const others = rank.map((_, index) => index).filter((index) => !near.has(index));
  return [...byRank([...near], rank), ...byRank(others, rank)];
}

const byRank = (tests: readonly number[], rank: readonly number[]): number[] =>
  tests.toSorted((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0) || a - b);

/** Behind any test that could be measured. */
const FLAKY_RANK = 1e12;

/**
 * Quick tests first, and of equally quick ones those that execute less: they are likely to be about the line. Flaky tests
 * last, because what they find is no proof.
 */
function rankTests(tests: readonly StoredTest[]): number[] {
  const rank: number[] = [];
  for (const { index, cpuMs, lines, isFlaky } of tests) {
    rank[index] = (1 + cpuMs) * Math.log2(2 + countLines(lines)) + (isFlaky ? FLAKY_RANK : 0);
  }
  return rank;
}

const countLines = (lines: ExecutedLines): number =>
  Object.values(lines).reduce((sum, ranges) => sum + ranges.reduce((of, [first, last]) => of + last - first + 1, 0), 0);

/**
 * Those that fit into the number and the time allowed, in an order that says most about the project early. A mutant
 * that no test covers costs no time but takes a place in the number like any other, so that the sample keeps the share of them.
 */
function withinBudget(
  candidates: readonly Candidate[],
  { maxMutants, timeBudgetMs, workers }: SelectionInput,
): Candidate[] {
  if (maxMutants === undefined && timeBudgetMs === undefined) return [...candidates];
  const affordableMs = (timeBudgetMs ?? Infinity) * workers;
  const chosen: Candidate[] = [];
  let spentMs = 0;
  for (const candidate of spreadOut(candidates)) {
    spentMs += candidate.coveredBy.length === 0 ? 0 : candidate.costMs;
    if (chosen.length >= (maxMutants ?? Infinity) || (spentMs > affordableMs && chosen.length > 0)) break;
    chosen.push(candidate);
  }
  return chosen;
}

/** One mutant of each line before a second of any, one of each function before a second of any; ids, being hashes, decide the rest. */
function spreadOut(candidates: readonly Candidate[]): Candidate[] {
  const ordered = candidates.toSorted((a, b) => (a.mutant.id < b.mutant.id ? -1 : 1));
  const turnOnLine = takeTurns(ordered, ({ mutant }) => `${mutant.path}:${mutant.location.start.line}`);
  const turnInFunction = takeTurns(
    ordered,
    (candidate) => `${turnOnLine.get(candidate) ?? 0}:${candidate.mutant.path}:${candidate.mutant.functionName}`,
  );
  const turn = (turns: Map<Candidate, number>, candidate: Candidate): number => turns.get(candidate) ?? 0;
  return ordered.toSorted(
    (a, b) => turn(turnOnLine, a) - turn(turnOnLine, b) || turn(turnInFunction, a) - turn(turnInFunction, b),
  );
}

/** Numbers the items of each group from 0, in order. */
function takeTurns<Item>(items: readonly Item[], groupOf: (item: Item) => string): Map<Item, number> {
  const sizes = new Map<string, number>();
  const turns = new Map<Item, number>();
  for (const item of items) {
    const group = groupOf(item);
    const size = sizes.get(group) ?? 0;
    turns.set(item, size);
    sizes.set(group, size + 1);
  }
  return turns;
}

function fateOf({ mutant, coveredBy }: Candidate, isChosen: boolean, shardIndex: number | undefined): SelectedMutant {
  if (!isChosen) return ignored(mutant.id, coveredBy, 'It is not in the sample.');
  if (coveredBy.length === 0) return { mutantId: mutant.id, status: 'NoCoverage', coveredBy };
  return { mutantId: mutant.id, status: 'Pending', coveredBy, ...(shardIndex !== undefined && { shardIndex }) };
}

const ignored = (mutantId: string, coveredBy: readonly number[], statusReason: string): SelectedMutant => ({
  mutantId,
  status: 'Ignored',
  statusReason,
  coveredBy,
});
