import { Run } from '../../../shared/run.ts';
import type { Run as RunRow } from '../generated/client.ts';
import { withoutNulls } from './column-values.ts';
import { StoredCounts } from './run-lock.ts';

export function toRun(row: RunRow): Run {
  const { organisationId, creationNumber, lastSequence, createdAt, endedAt, counts, ...columns } = row;
  return Run.parse({
    ...withoutNulls(columns),
    counts: StoredCounts.parse(counts),
    createdAt: createdAt.toISOString(),
    ...(endedAt !== null && { endedAt: endedAt.toISOString() }),
  });
}
