import type { Mutant } from '../../shared/mutant.ts';
import type { Evidence, MutantResult } from '../../shared/mutant-result.ts';

/** `a + b` turned into `a - b` in line 2 of `calculator.py`, but for what is overridden. */
export const createMutant = (overrides: Partial<Mutant> = {}): Mutant => ({
  id: '0123456789abcdef',
  path: 'calculator.py',
  mutatorName: 'Arithmetic',
  functionName: 'add',
  ordinal: 0,
  location: { start: { line: 2, column: 14 }, end: { line: 2, column: 15 } },
  byteRange: [31, 32],
  original: '+',
  replacement: '-',
  coverageLines: [2, 2],
  static: false,
  ...overrides,
});

/** Mutants with different ids, in source order. */
export const createMutants = (count: number, overrides: Partial<Mutant> = {}): Mutant[] =>
  Array.from({ length: count }, (_, index) =>
    createMutant({
      id: index.toString(16).padStart(16, '0'),
      ordinal: index,
      byteRange: [index * 10, index * 10 + 1],
      ...overrides,
    }),
  );

export const createEvidence = (overrides: Partial<Evidence> = {}): Evidence => ({
  activation: 'code-swap',
  activationProven: true,
  testsRun: 3,
  testsPlanned: 3,
  cpuMs: 12.5,
  wallMs: 14.25,
  repeats: { agreed: 1, total: 1 },
  ...overrides,
});

/** A survivor, but for what is overridden. */
export const createResult = (overrides: Partial<MutantResult> = {}): MutantResult => ({
  mutantId: '0123456789abcdef',
  status: 'Survived',
  killedBy: [],
  evidence: createEvidence(),
  ...overrides,
});
