import type { MutantStatus } from '../../shared/mutant.ts';
import type { MutantResult } from '../../shared/mutant-result.ts';
import type { MutationScore } from '../../shared/mutation-score.ts';
import type { KnownBaseline } from '../../shared/runner-plan.ts';
import { createVerdictKeys, type CoveredMutant } from '../planning/cache-key.ts';
import type { KeyedVerdict, StoredMutant, StoredTest } from '../storage/store.ts';
import type { RunAtHand } from './activity-dependencies.ts';
import { describeSource } from './open-source.ts';

/** Statuses that say something of the mutant and its tests, and nothing of luck or machinery. */
const LASTING: ReadonlySet<MutantStatus> = new Set<MutantStatus>(['Killed', 'Survived', 'Timeout', 'CompileError']);

const isCacheUsed = ({ run }: RunAtHand): boolean => run.settings.cache !== false;

/** An earlier baseline of a project with the same files; the runner looks whether the rest is the same too. */
export async function findKnownBaseline(atHand: RunAtHand, projectKey: string): Promise<KnownBaseline | undefined> {
  const { store, run } = atHand;
  if (!isCacheUsed(atHand)) return undefined;
  const runId = await store.findKnownBaseline(run.repositoryId, projectKey);
  const surroundings = runId === undefined ? undefined : await store.findSurroundings(runId);
  if (runId === undefined || surroundings?.dependencies === undefined) return undefined;
  const { environment, collection, files } = surroundings.dependencies;
  return { runId, environment, collection, files };
}

/** Verdicts of earlier runs that still hold, by the id of the mutant. */
export async function findReusableResults(
  atHand: RunAtHand,
  covered: readonly CoveredMutant[],
  tests: readonly StoredTest[],
): Promise<Map<string, MutantResult>> {
  const results = new Map<string, MutantResult>();
  if (!isCacheUsed(atHand)) return results;
  const keys = await keysOf(atHand, covered, tests);
  const verdicts = await atHand.store.findVerdicts(atHand.run.repositoryId, [...keys.values()]);
  for (const [mutantId, key] of keys) {
    const verdict = verdicts.get(key);
    if (verdict !== undefined) results.set(mutantId, { mutantId, ...verdict });
  }
  return results;
}

/**
 * Keeps what a run has found for later ones. Not where the project was edited meanwhile: its tests may then have run
 * on other files than the keys say. Where the score is withheld, the verdicts are not to be trusted, the baseline is.
 */
export async function keepVerdicts(atHand: RunAtHand, score: MutationScore): Promise<void> {
  const { store, run, source } = atHand;
  const surroundings = await store.findSurroundings(run.id);
  if (surroundings?.dependencies === undefined) return;
  const now = await (await source.open(await describeSource(atHand))).fingerprint();
  if (!isEqual(now, surroundings.files)) return;
  const [mutants, tests] = await Promise.all([store.listStoredMutants(run.id), store.listTests(run.id)]);
  const measured = score.withheld.length > 0 ? [] : mutants.filter(({ result }) => result !== undefined);
  const keys = await keysOf(atHand, measured, tests);
  await store.keepForReuse(
    run.id,
    measured.flatMap((mutant) => keyedVerdict(mutant, keys, run.id)),
  );
}

/** A verdict that does not last also ends what an earlier run had found: the two contradict each other. */
function keyedVerdict(
  { mutant, status, result }: StoredMutant,
  keys: Map<string, string>,
  runId: string,
): KeyedVerdict[] {
  const key = keys.get(mutant.id);
  if (key === undefined || result === undefined) return [];
  if (!LASTING.has(status)) return [{ key }];
  return [{ key, result: { ...result, evidence: { reusedFrom: runId, ...result.evidence } } }];
}

/** Keys by the id of the mutant; none where what the tests depend on is not known. */
async function keysOf(
  { store, run }: RunAtHand,
  covered: readonly CoveredMutant[],
  tests: readonly StoredTest[],
): Promise<Map<string, string>> {
  const [surroundings, sources] = await Promise.all([store.findSurroundings(run.id), store.listSources(run.id)]);
  const keys = new Map<string, string>();
  if (surroundings?.dependencies === undefined) return keys;
  const keyOf = createVerdictKeys({
    settings: run.settings,
    files: surroundings.files,
    dependencies: surroundings.dependencies,
    tests,
    sources: new Map(sources.map(({ path, sha256 }) => [path, sha256])),
  });
  for (const each of covered) {
    const key = keyOf(each);
    if (key !== undefined) keys.set(each.mutant.id, key);
  }
  return keys;
}

const isEqual = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([path, sha256]) => b.get(path) === sha256);
