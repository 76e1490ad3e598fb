import { z } from 'zod';
import { Confinement, type Mutant, MutantStatus } from '../../../shared/mutant.ts';
import { Evidence, type MeasuredMutant, type MutantResult } from '../../../shared/mutant-result.ts';
import type { StoredMutant } from '../store.ts';
import { withoutNulls } from './column-values.ts';

/** A row of the table `mutants` as SQL gives it, without what names its run. */
export const MutantRow = z.object({
  id: z.string(),
  path: z.string(),
  mutator_name: z.string(),
  function_name: z.string(),
  ordinal: z.int(),
  start_line: z.int(),
  start_column: z.int(),
  end_line: z.int(),
  end_column: z.int(),
  start_byte: z.int(),
  end_byte: z.int(),
  original: z.string(),
  replacement: z.string(),
  coverage_start_line: z.int(),
  coverage_end_line: z.int(),
  is_static: z.boolean(),
  confined_to: Confinement.nullable(),
  status: MutantStatus,
  status_reason: z.string().nullable(),
  killed_by: z.array(z.string()),
  shard_index: z.int().nullable(),
  covered_by: z.array(z.int()),
});
export type MutantRow = z.infer<typeof MutantRow>;

/** The same with what is read only where one mutant is shown or handed on. */
export const FullMutantRow = z.object({ ...MutantRow.shape, evidence: Evidence.nullable() });
export type FullMutantRow = z.infer<typeof FullMutantRow>;

export interface EnumeratedMutant {
  readonly mutant: Mutant;
  readonly status: 'Pending' | 'Ignored';
  readonly statusReason?: string;
}

/** The row of a mutant that has just been enumerated. */
export function toNewRow({ mutant, status, statusReason }: EnumeratedMutant): MutantRow {
  const { location, byteRange, coverageLines } = mutant;
  return {
    id: mutant.id,
    path: mutant.path,
    mutator_name: mutant.mutatorName,
    function_name: mutant.functionName,
    ordinal: mutant.ordinal,
    start_line: location.start.line,
    start_column: location.start.column,
    end_line: location.end.line,
    end_column: location.end.column,
    start_byte: byteRange[0],
    end_byte: byteRange[1],
    original: mutant.original,
    replacement: mutant.replacement,
    coverage_start_line: coverageLines[0],
    coverage_end_line: coverageLines[1],
    is_static: mutant.static,
    confined_to: mutant.confinedTo ?? null,
    status,
    status_reason: statusReason ?? null,
    killed_by: [],
    shard_index: null,
    covered_by: [],
  };
}

/** Whom a mutant is shown has no use for what it is confined to. */
const toShownMutant = (row: MutantRow): Mutant => ({
  id: row.id,
  path: row.path,
  mutatorName: row.mutator_name,
  functionName: row.function_name,
  ordinal: row.ordinal,
  location: {
    start: { line: row.start_line, column: row.start_column },
    end: { line: row.end_line, column: row.end_column },
  },
  byteRange: [row.start_byte, row.end_byte],
  original: row.original,
  replacement: row.replacement,
  coverageLines: [row.coverage_start_line, row.coverage_end_line],
  static: row.is_static,
});

export const toMutant = (row: MutantRow): Mutant => ({
  ...toShownMutant(row),
  ...(row.confined_to !== null && { confinedTo: row.confined_to }),
});

export const toMeasuredMutant = (row: MutantRow): MeasuredMutant => ({
  ...toShownMutant(row),
  status: row.status,
  killedBy: row.killed_by,
  ...(row.status_reason !== null && { statusReason: row.status_reason }),
});

export function toStoredMutant(row: FullMutantRow): StoredMutant {
  const { status, statusReason, ...mutant } = toMeasuredMutant(row);
  const reason = statusReason !== undefined && { statusReason };
  const result: MutantResult | null = row.evidence && {
    mutantId: mutant.id,
    status,
    ...reason,
    killedBy: row.killed_by,
    evidence: row.evidence,
  };
  return {
    mutant: toMutant(row),
    status,
    ...reason,
    coveredBy: row.covered_by,
    ...withoutNulls({ shardIndex: row.shard_index, result }),
  };
}
