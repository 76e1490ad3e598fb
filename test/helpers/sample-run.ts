import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mutant, MutantStatus } from '../../shared/mutant.ts';
import type { MutantResult } from '../../shared/mutant-result.ts';
import { calculateMutationScore } from '../../shared/mutation-score.ts';
import type { Repository, Run } from '../../shared/run.ts';
import type { UnmutatedStatement } from '../../shared/unmutated-statement.ts';
import type { Store, StoredSource, StoredTest } from '../../service/storage/store.ts';
import { createEvidence } from './create-mutant.ts';

const SAMPLE_FOLDER = path.resolve(import.meta.dirname, '../../media/sample');
const SOURCE_PATHS = ['shop/cart.py', 'shop/discounts.py', 'shop/shipping.py'];

/** Enough of a mutator for tests of what comes after: operators with spaces around them, each turned into another. */
const OTHER_OPERATOR: Readonly<Record<string, string>> = {
  '<': '<=',
  '>': '>=',
  '>=': '>',
  '==': '!=',
  '-': '+',
  '*': '/',
  and: 'or',
  or: 'and',
};

export async function readSampleSources(): Promise<StoredSource[]> {
  return Promise.all(
    SOURCE_PATHS.map(async (sourcePath) => {
      const bytes = await readFile(path.join(SAMPLE_FOLDER, sourcePath));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { path: sourcePath, text: bytes.toString('utf8'), sha256 };
    }),
  );
}

export const findSampleMutants = ({ path: sourcePath, text }: StoredSource): Mutant[] =>
  text.split('\n').flatMap((line, index) =>
    [...(line.includes('"""') ? '' : line).matchAll(/(?<= )(?:<|>|>=|==|-|\*|and|or)(?= )/g)].map(
      ({ 0: original, index: offset }, ordinal) => {
        const place = { line: index + 1, column: offset + 1 };
        const lineStart = text.split('\n').slice(0, index).join('\n').length + (index === 0 ? 0 : 1);
        const byteStart = Buffer.byteLength(text.slice(0, lineStart + offset));
        return {
          id: createHash('sha256').update(`${sourcePath} ${place.line} ${place.column}`).digest('hex').slice(0, 16),
          path: sourcePath,
          mutatorName: /[a-z]/.test(original) ? 'Logical' : 'Operator',
          functionName: functionAround(text.split('\n').slice(0, index + 1)),
          ordinal,
          location: { start: place, end: { line: place.line, column: place.column + original.length } },
          byteRange: [byteStart, byteStart + Buffer.byteLength(original)],
          original,
          replacement: OTHER_OPERATOR[original] ?? '+',
          coverageLines: [place.line, place.line],
          static: false,
        } satisfies Mutant;
      },
    ),
  );

const functionAround = (lines: readonly string[]): string =>
  lines.map((line) => /^\s*def (\w+)/.exec(line)?.[1]).findLast((name) => name !== undefined) ?? '';

const SAMPLE_TESTS: readonly StoredTest[] = ['cart.py::test_add', 'cart.py::test_total', 'shipping.py::test_cost'].map(
  (name, index) => ({ index, id: `tests/test_${name}`, cpuMs: 2, wallMs: 3, isFlaky: false, lines: {} }),
);

export interface SampleRun {
  readonly run: Run;
  readonly repository: Repository;
  readonly sources: readonly StoredSource[];
  readonly mutants: readonly Mutant[];
}

/** A run of the sample, a new one unless one is given, as it stands when its mutants are chosen and none is measured. */
export async function prepareSampleRun(
  store: Store,
  given?: Run,
  unmutated: readonly UnmutatedStatement[] = [],
): Promise<SampleRun> {
  const repository = await store.registerRepository({ ciProvider: 'local', location: SAMPLE_FOLDER, name: 'sample' });
  const run = given ?? (await store.createRun({ repositoryId: repository.id, settings: {} }, undefined)).run;
  const baseline = { tests: 3, flakyTests: [], wallMs: 40, cpuMs: 30, pythonVersion: '3.11.2', pytestVersion: '8.3.4' };
  const sources = await readSampleSources();
  const mutants = sources.flatMap(findSampleMutants);
  await store.updateRun(
    run.id,
    { status: 'Running', phase: 'measure', commit: 'c0ffee'.repeat(6) + 'c0ff', isDirty: true, baseline },
    [{ type: 'phase-started', phase: 'measure' }],
  );
  await store.saveSources(run.id, sources);
  await store.saveBaseline(run.id, SAMPLE_TESTS, {});
  await store.saveMutants(
    run.id,
    mutants.map((mutant) => ({ mutant, status: 'Pending' })),
  );
  const selected = mutants.map(({ id }) => ({
    mutantId: id,
    status: 'Pending' as const,
    shardIndex: 0,
    coveredBy: [0, 1, 2],
  }));
  const total = mutants.length;
  await store.saveUnmutatedStatements(run.id, unmutated);
  await store.saveSelection(run.id, selected, {
    enumerated: total,
    suppressed: 0,
    selected: total,
    noCoverage: 0,
    ...(unmutated.length > 0 && { unmutatedStatements: unmutated.length }),
  });
  return { run, repository, sources, mutants };
}

export function createSampleResult(
  { id }: Mutant,
  status: Extract<MutantStatus, 'Killed' | 'Survived' | 'RuntimeError'>,
): MutantResult {
  if (status === 'Survived') return { mutantId: id, status, killedBy: [], evidence: createEvidence() };
  if (status === 'RuntimeError') {
    return {
      mutantId: id,
      status,
      statusReason: 'The worker ended.',
      killedBy: [],
      evidence: createEvidence({ testsRun: 0 }),
    };
  }
  const killingTest = {
    id: 'tests/test_cart.py::test_total',
    exception: 'AssertionError',
    message: 'assert 9 == 10',
    file: 'tests/test_cart.py',
    line: 12,
    phase: 'call' as const,
  };
  return { mutantId: id, status, killedBy: [killingTest.id], evidence: createEvidence({ killingTest, testsRun: 2 }) };
}

/** Adds up and ends the run, as the workflow does. */
export async function completeRun(store: Store, runId: string): Promise<void> {
  const run = await store.findRun(runId);
  if (run === undefined) throw new Error('There is no such run.');
  const score = calculateMutationScore(run.counts);
  await store.updateRun(runId, { status: 'Completed', phase: 'score', score, endedAt: new Date().toISOString() }, [
    { type: 'run-completed', score },
  ]);
}
