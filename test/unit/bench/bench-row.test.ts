import assert from 'node:assert/strict';
import {
  describeProblem,
  figuresOf,
  findDoubt,
  findBestRival,
  type BenchRow,
} from '../../../scripts/bench/bench-row.ts';
import type { Measurement } from '../../../scripts/bench/measure-command.ts';
import { countNothing, type ToolCounts } from '../../../scripts/bench/mutant-counts.ts';

const createMeasurement = (overrides: Partial<Measurement> = {}): Measurement => ({
  wallMs: 1000,
  cpuMs: 2000,
  cpuFrom: 'control group',
  peakMemoryMb: 100,
  leaderMemoryMb: 50,
  exitCode: 0,
  signal: null,
  cutOff: null,
  leftOver: 0,
  ...overrides,
});

const createRow = (tool: string, cpuMs: number, counts: Partial<ToolCounts>): BenchRow => ({
  project: 'shop',
  tool,
  isTinybug: false,
  version: '1',
  note: undefined,
  measurement: createMeasurement({ cpuMs }),
  counts: { ...countNothing, ...counts },
  problem: undefined,
});

describe('A row of the benchmark', () => {
  it('divides by the mutants that were run, whatever became of them', () => {
    const row = createRow('a', 2000, { killed: 5, survived: 2, timeout: 1, other: 1, untold: 1, notRun: 90 });
    assert.deepEqual(figuresOf(row), { executed: 10, cpuMsPerMutant: 200, mutantsPerSecond: 10, caught: 0.75 });
  });

  it('has no figures where no mutant was run', () => {
    assert.equal(figuresOf(createRow('a', 2000, { notRun: 4 })), undefined);
  });

  it('is implausible where it catches less than half of what the others catch', () => {
    const rows = [0.8, 0.7, 0.9].map((share, index) =>
      createRow(`tool ${index}`, 1000, { killed: share * 100, survived: 100 - share * 100 }),
    );
    const low = createRow('low', 10, { killed: 39, survived: 61 });
    const fair = createRow('fair', 100, { killed: 45, survived: 55 });
    assert.equal(findDoubt(low, [...rows, low]), 'catches less than half of what the others catch');
    assert.equal(findDoubt(fair, [...rows, fair]), undefined);
    assert.equal(findDoubt(low, [...rows.slice(1), low]), undefined, 'two others are no measure');
    assert.equal(findBestRival([...rows, low, fair]), fair);
  });

  it('is in doubt where it contradicts the careful way of running the same tool', () => {
    const verdictsOf = (caught: number) =>
      new Map(Array.from({ length: 30 }, (_, index) => [`a.py:${index}`, index < caught] as const));
    const counts = { killed: 20, survived: 10 };
    const careful = { ...createRow('tool, careful', 5, counts), verdicts: verdictsOf(20), isCareful: true };
    const quick = { ...createRow('tool, quick', 1, counts), verdicts: verdictsOf(10) };
    const close = { ...createRow('tool, close', 20, counts), verdicts: verdictsOf(18) };
    const doubt = 'contradicts its own fresh processes on 10 of 30 mutants';
    assert.equal(findDoubt(quick, [quick, careful]), doubt);
    assert.equal(findDoubt(careful, [quick, careful]), undefined);
    assert.equal(findDoubt(close, [close, careful]), undefined);
    assert.equal(findBestRival([quick, careful]), careful);
  });

  it('is never compared with itself or with what did not run', () => {
    const own = { ...createRow('Tinybug', 1, { killed: 10 }), isTinybug: true };
    const broken = createRow('broken', 1, { notRun: 10 });
    assert.equal(findBestRival([own, broken]), undefined);
  });

  it("tells why a tool stopped in the tool's last words", () => {
    const output = 'collecting\n\n  one failed\rFAILED test_a\n----\nfailed to collect stats. runner returned 1\n';
    assert.equal(
      describeProblem(output, createMeasurement({ exitCode: 1 })),
      'ended with 1: one failed / FAILED test_a / failed to collect stats. runner returned 1',
    );
    assert.equal(describeProblem('', createMeasurement({ cutOff: 'memory' })), 'cut off by the memory limit');
  });
});
