/** A run of the repository's own workflow as GitHub tells of it, as far as a verdict needs it. */

export interface CiRun {
  readonly id: number;
  /** Of the workflow file. */
  readonly path: string;
  readonly headSha: string;
  readonly status: string;
  readonly conclusion: string | undefined;
  /** From 1; the jobs are those of this one. */
  readonly attempt: number;
  readonly url: string;
}

export interface CiStep {
  readonly number: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | undefined;
}

export interface CiJobOfRun {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly steps: readonly CiStep[];
}

/** A run with what it left behind. */
export interface CiRunEvidence {
  readonly run: CiRun;
  readonly jobs: readonly CiJobOfRun[];
  /** By the job's id; a log may be gone, or was not asked for. */
  readonly logs: ReadonlyMap<number, string>;
  /** The texts of JUnit reports, by artifact and file; the same artifact has the same name in each run. */
  readonly reports: ReadonlyMap<string, string>;
}

export function wallMsOf({ startedAt, completedAt }: CiJobOfRun): number {
  if (startedAt === undefined || completedAt === undefined) return 0;
  const wallMs = Date.parse(completedAt) - Date.parse(startedAt);
  return Number.isFinite(wallMs) && wallMs > 0 ? wallMs : 0;
}
