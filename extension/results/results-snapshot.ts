import { z } from 'zod';
import { Problem } from '../../shared/error-code.ts';
import { MeasuredMutant } from '../../shared/mutant-result.ts';
import { MutantCounts, MutationScore } from '../../shared/mutation-score.ts';
import { Identifier, RunPhase, RunStatus, SelectionSummary, Timestamp } from '../../shared/run.ts';
import { TriageSnapshot } from '../triage/project-triage.ts';
import { MeasureScope } from '../measuring/measure-scope.ts';

/** A run as the editor knows it from its events. */
export const KnownRun = z.strictObject({
  id: Identifier,
  scope: MeasureScope,
  status: RunStatus,
  phase: RunPhase,
  counts: MutantCounts,
  baselineProgress: z.strictObject({ finished: z.int(), total: z.int() }).optional(),
  selection: SelectionSummary.optional(),
  score: MutationScore.optional(),
  problem: Problem.optional(),
  lastSequence: z.int().min(0),
  createdAt: Timestamp,
});
export type KnownRun = z.infer<typeof KnownRun>;

/** A mutant as a run left it; its location is a place in the text that this run measured. */
export const KnownMutant = z.strictObject({ mutant: MeasuredMutant, runId: Identifier });
export type KnownMutant = z.infer<typeof KnownMutant>;

/** What is kept so that the results are there when the workspace is opened again. */
export const ResultsSnapshot = z.strictObject({
  version: z.literal(1),
  runs: z.array(KnownRun),
  latestRunId: Identifier.optional(),
  mutants: z.array(KnownMutant),
});
export type ResultsSnapshot = z.infer<typeof ResultsSnapshot>;

/** A snapshot with the texts that its locations are places in: all that is needed to show results without a service. */
export const StoredResults = z.strictObject({
  results: ResultsSnapshot,
  texts: z.array(z.strictObject({ runId: z.string(), path: z.string(), text: z.string() })),
  triage: TriageSnapshot.optional(),
});
export type StoredResults = z.infer<typeof StoredResults>;
