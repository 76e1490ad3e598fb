import { Run } from '../../../shared/run.ts';
import type { Run as RunRow } from '../generated/client.ts';
import { withoutNulls } from './column-values.ts';
import { StoredCounts } from './run-lock.ts';

export function toRun(row: RunRow): Run {
  const { id, repositoryId, status, phase, since, revision, pullRequest, settings, commit, isDirty } = row;
  const { baseline, selection, score, problem } = row;
  return Run.parse({
    ...{ id, repositoryId, status, phase, settings, isDirty },
    ...withoutNulls({ since, revision, pullRequest, commit, baseline, selection, score, problem }),
    counts: StoredCounts.parse(row.counts),
    createdAt: row.createdAt.toISOString(),
    ...(row.endedAt !== null && { endedAt: row.endedAt.toISOString() }),
  });
}
