import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import { emptyMutantCounts } from '../../../shared/mutation-score.ts';
import type { Run, RunRequest } from '../../../shared/run.ts';
import { inTransaction, type Transaction } from '../connection/database-connection.ts';
import { isIdentifier, toJson } from './column-values.ts';
import { writeEvents } from './run-lock.ts';
import { toRun } from './run-rows.ts';
import type { StoreContext } from './store-context.ts';

/** See `Store.createRun`. */
export function createRun(
  { prisma, organisationId }: StoreContext,
  request: RunRequest,
  idempotencyKey: string | undefined,
): Promise<{ run: Run; isNew: boolean }> {
  return inTransaction(prisma, async (transaction) => {
    if (idempotencyKey === undefined)
      return { run: await insertRun(transaction, organisationId, request), isNew: true };
    const madeBefore = await findMadeBefore(transaction, organisationId, request, idempotencyKey);
    if (madeBefore !== undefined) return { run: madeBefore, isNew: false };
    const run = await insertRun(transaction, organisationId, request);
    await transaction.idempotencyKey.create({
      data: { organisationId, key: idempotencyKey, request: toJson(request), runId: run.id },
    });
    return { run, isNew: true };
  });
}

/** Waits for any other transaction that uses the same key, so that of two at once the second finds the first one's run. */
async function findMadeBefore(
  transaction: Transaction,
  organisationId: string,
  request: RunRequest,
  key: string,
): Promise<Run | undefined> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${organisationId} ${key}`}::text, 0))`;
  const rows = await transaction.$queryRaw`
    SELECT run_id, request = ${JSON.stringify(request)}::jsonb AS is_equal FROM idempotency_keys
    WHERE organisation_id = ${organisationId}::uuid AND key = ${key}::text`;
  const [found] = z.array(z.object({ run_id: z.string(), is_equal: z.boolean() })).parse(rows);
  if (found === undefined) return undefined;
  if (!found.is_equal) {
    throw new TinybugError(
      'idempotency-conflict',
      `The key "${key}" has started a run that was asked for differently.`,
    );
  }
  return toRun(await transaction.run.findUniqueOrThrow({ where: { id: found.run_id } }));
}

async function insertRun(transaction: Transaction, organisationId: string, request: RunRequest): Promise<Run> {
  const { repositoryId, since, revision, patch, pullRequest, settings } = request;
  const isKnown =
    isIdentifier(repositoryId) &&
    (await transaction.repository.count({ where: { id: repositoryId, organisationId } })) === 1;
  if (!isKnown) throw new TinybugError('not-found', 'There is no such repository.');
  const counts = emptyMutantCounts();
  const row = await transaction.run.create({
    data: {
      id: randomUUID(),
      organisationId,
      repositoryId,
      status: 'Queued',
      phase: 'source',
      settings: toJson(settings),
      counts,
      ...(since !== undefined && { since }),
      ...(revision !== undefined && { revision }),
      ...(pullRequest !== undefined && { pullRequest }),
      ...(patch !== undefined && { uncommittedChanges: { create: { patch } } }),
    },
  });
  const locked = { id: row.id, organisationId, counts, hasSelection: false };
  await writeEvents(transaction, locked, [{ type: 'run-queued' }]);
  return toRun(row);
}
