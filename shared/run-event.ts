import { z } from 'zod';
import { Problem } from './error-code.ts';
import { MutantStatus } from './mutant.ts';
import { MeasuredMutant } from './mutant-result.ts';
import { MutationScore } from './mutation-score.ts';
import { BaselineSummary, Identifier, RunPhase, SelectionSummary, Timestamp } from './run.ts';

/** What happened in a run. Stored first, then sent; the numbers of a run's events have no gaps. */
export const RunEventPayload = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('run-queued') }),
  z.strictObject({ type: z.literal('phase-started'), phase: RunPhase }),
  /** Something a person should know now: an environment being created, a file left out, a shard started again. */
  z.strictObject({ type: z.literal('notice'), level: z.enum(['info', 'warning']), message: z.string() }),
  z.strictObject({ type: z.literal('file-skipped'), path: z.string(), reason: z.string() }),
  z.strictObject({ type: z.literal('baseline-progress'), finished: z.int().min(0), total: z.int().min(0) }),
  z.strictObject({ type: z.literal('baseline-finished'), baseline: BaselineSummary }),
  z.strictObject({ type: z.literal('mutants-selected'), selection: SelectionSummary }),
  /**
   * `replaces` is the status that an earlier event of the mutant has told and that is not so: the new one is what its job reported,
   * or `Pending`, where it reported nothing.
   */
  z.strictObject({
    type: z.literal('mutant-finished'),
    mutant: MeasuredMutant,
    replaces: MutantStatus.optional(),
  }),
  z.strictObject({ type: z.literal('run-completed'), score: MutationScore }),
  z.strictObject({ type: z.literal('run-failed'), problem: Problem }),
  z.strictObject({ type: z.literal('run-cancelled') }),
]);
export type RunEventPayload = z.infer<typeof RunEventPayload>;

/** An event in its place: `sequence` counts from 1 in each run and is the SSE event id. */
export const RunEvent = z.strictObject({
  runId: Identifier,
  sequence: z.int().min(1),
  at: Timestamp,
  payload: RunEventPayload,
});
export type RunEvent = z.infer<typeof RunEvent>;

/** No event follows one of these. */
export const isLastEvent = (payload: RunEventPayload): boolean =>
  payload.type === 'run-completed' || payload.type === 'run-failed' || payload.type === 'run-cancelled';
