import { z } from 'zod';
import { Problem } from './error-code.ts';
import { MutantCounts, MutationScore, TriageSummary } from './mutation-score.ts';
import { Settings } from './settings.ts';

export const Identifier = z.uuid();
/** An organisation as it appears in addresses. */
export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/);
/** A moment, ISO 8601 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime();

export const CiProviderName = z.enum(['local', 'github-actions']);
export type CiProviderName = z.infer<typeof CiProviderName>;

export const Repository = z.strictObject({
  id: Identifier,
  name: z.string().min(1).max(256),
  ciProvider: CiProviderName,
  /** For `local`: the project's absolute folder on this machine. Otherwise `owner/name`. */
  location: z.string().min(1).max(4096),
  createdAt: Timestamp,
});
export type Repository = z.infer<typeof Repository>;

/** Registers a repository; the same provider and location give the one that is there. */
export const RepositoryRequest = Repository.pick({ ciProvider: true, location: true });
export type RepositoryRequest = z.infer<typeof RepositoryRequest>;

const Revision = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^-\s][^\s]*$/);

/** GitHub's number of a pull request. */
const PullRequestNumber = z.int().min(1).max(2_147_483_647);

/** Of a patch, in characters. */
export const LARGEST_PATCH = 4 * 1024 * 1024;

/** What to measure. Settings given here win over the project's own. */
export const RunRequest = z.strictObject({
  repositoryId: Identifier,
  /** Mutate only lines changed since this git revision, uncommitted changes included. */
  since: Revision.optional(),
  /** Branch, tag or commit to measure; by default the newest commit of the default branch. Not for `local`, which measures what is in the folder. */
  revision: Revision.optional(),
  /**
   * Changes on top of the revision that are not committed, as `git diff --binary --no-ext-diff` prints them, at most 4 MiB;
   * `revision` is then a commit.
   */
  patch: z.string().min(1).max(LARGEST_PATCH).optional(),
  /**
   * The pull request of the repository at GitHub that is told what the run finds. Only for `github-actions`; `revision` is then
   * the whole id of the pull request's head commit, and there is no patch.
   */
  pullRequest: PullRequestNumber.optional(),
  settings: Settings.default({}),
});
export type RunRequest = z.infer<typeof RunRequest>;

export const RunStatus = z.enum(['Queued', 'Running', 'Completed', 'Failed', 'Cancelled']);
export type RunStatus = z.infer<typeof RunStatus>;

export const hasEnded = (status: RunStatus): boolean => status !== 'Queued' && status !== 'Running';

export const RunPhase = z.enum(['source', 'baseline', 'enumerate', 'measure', 'score']);
export type RunPhase = z.infer<typeof RunPhase>;

export const BaselineSummary = z.strictObject({
  tests: z.int().min(0),
  flakyTests: z.array(z.string()),
  wallMs: z.number().min(0),
  cpuMs: z.number().min(0),
  pythonVersion: z.string(),
  pytestVersion: z.string(),
  /** The run whose tests these are, where nothing has changed since and none were run. */
  reusedFrom: Identifier.optional(),
});
export type BaselineSummary = z.infer<typeof BaselineSummary>;

/** How the mutants to measure were chosen. */
export const SelectionSummary = z.strictObject({
  /** Mutants that the mutators proposed and no rule suppressed. */
  enumerated: z.int().min(0),
  /** Mutants dropped by suppression. */
  suppressed: z.int().min(0),
  /** Mutants in the run: to be run or NoCoverage. */
  selected: z.int().min(0),
  /** Of those, on lines that no test covers. */
  noCoverage: z.int().min(0),
  /** Of those selected, with a verdict of an earlier run; absent where there are none. */
  reused: z.int().min(0).optional(),
  /** Statements that could not be mutated; absent where there are none. */
  unmutatedStatements: z.int().min(0).optional(),
});
export type SelectionSummary = z.infer<typeof SelectionSummary>;

export const Run = z.strictObject({
  id: Identifier,
  repositoryId: Identifier,
  status: RunStatus,
  phase: RunPhase,
  since: z.string().optional(),
  /** As in the request. */
  revision: z.string().optional(),
  /** The pull request that is told what the run finds. */
  pullRequest: PullRequestNumber.optional(),
  settings: Settings,
  /** Commit of the measured tree, where it is a git repository. */
  commit: z.string().optional(),
  /** The measured tree differs from that commit. */
  isDirty: z.boolean(),
  counts: MutantCounts,
  baseline: BaselineSummary.optional(),
  selection: SelectionSummary.optional(),
  /** There once the run has ended, except where it failed before mutants were known. */
  score: MutationScore.optional(),
  /** As it is now, where mutants of the run are marked; not part of what was measured. */
  triage: TriageSummary.optional(),
  problem: Problem.optional(),
  createdAt: Timestamp,
  endedAt: Timestamp.optional(),
});
export type Run = z.infer<typeof Run>;
