import type { Artifact, GithubRepository, WorkflowJob, WorkflowRun } from '../../github/github-api.ts';

/** Shards of one run ask at about the same time for the same; an answer this young is given again. */
const FRESH_MS = 2_000;
const MOST_ANSWERS = 1_000;

/** What GitHub says of CI runs, asked once for all jobs that want to know it at the same time. */
export interface CiRunViews {
  run(repository: GithubRepository, ciRunId: number): Promise<WorkflowRun>;
  jobs(repository: GithubRepository, ciRunId: number): Promise<readonly WorkflowJob[]>;
  artifacts(repository: GithubRepository, ciRunId: number): Promise<readonly Artifact[]>;
  /** Newest first. */
  ofBranch(repository: GithubRepository, branch: string): Promise<readonly WorkflowRun[]>;
}

interface Answer {
  readonly askedAt: number;
  readonly value: Promise<unknown>;
}

export function createCiRunViews(now: () => number): CiRunViews {
  const answers = new Map<string, Answer>();

  const once = <Value>(key: string, ask: () => Promise<Value>): Promise<Value> => {
    const present = answers.get(key);
    // The key names what was asked, and so the type of the answer.
    if (present !== undefined && now() - present.askedAt < FRESH_MS) return present.value as Promise<Value>;
    const value = ask();
    answers.delete(key);
    answers.set(key, { askedAt: now(), value });
    value.catch(() => answers.delete(key));
    dropOldest(answers);
    return value;
  };

  return {
    run: (repository, id) => once(`run ${repository.fullName} ${id}`, () => repository.showRun(id)),
    jobs: (repository, id) => once(`jobs ${repository.fullName} ${id}`, () => repository.listJobs(id)),
    artifacts: (repository, id) => once(`artifacts ${repository.fullName} ${id}`, () => repository.listArtifacts(id)),
    ofBranch: (repository, branch) =>
      once(`branch ${repository.fullName} ${branch}`, () => repository.findRuns({ branch })),
  };
}

/** A map keeps the order in which its entries came. */
function dropOldest(answers: Map<string, Answer>): void {
  for (const key of answers.keys()) {
    if (answers.size <= MOST_ANSWERS) return;
    answers.delete(key);
  }
}
