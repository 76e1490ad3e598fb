/** The parts of GitHub's answers that Tinybug relies on, and their translation. */
import { z } from 'zod';
import type {
  Artifact,
  Branch,
  GithubAccount,
  PullRequest,
  PullRequestFacts,
  RepositoryFacts,
  Workflow,
  WorkflowJob,
  WorkflowRun,
} from './github-api.ts';

const nullToUndefined = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined;
const conclusion = z.string().nullish().transform(nullToUndefined);

export const AccountAnswer = z
  .object({ id: z.int(), login: z.string(), type: z.string() })
  .transform(({ id, login, type }): GithubAccount => ({ id, login, isOrganisation: type === 'Organization' }));

export const MembershipAnswer = z.object({
  role: z.string(),
  state: z.string(),
  organization: z.object({ id: z.int(), login: z.string() }).transform(({ id, login }): GithubAccount => ({
    id,
    login,
    isOrganisation: true,
  })),
});

/** GitHub tells the plan only to those who may know it. */
export const OrganisationAnswer = z.object({ plan: z.object({ name: z.string() }).nullish() });

export const RepositoryAnswer = z
  .object({ id: z.int(), default_branch: z.string(), private: z.boolean(), owner: AccountAnswer })
  .transform((answer): RepositoryFacts => ({
    id: answer.id,
    defaultBranch: answer.default_branch,
    isPrivate: answer.private,
    owner: answer.owner,
  }));

export const WorkflowAnswer = z.object({
  id: z.int(),
  path: z.string(),
  state: z.string(),
}) satisfies z.ZodType<Workflow>;

export const DispatchAnswer = z.object({ workflow_run_id: z.int() });

export const RunAnswer = z
  .object({
    id: z.int(),
    workflow_id: z.int(),
    path: z.string(),
    head_sha: z.string(),
    head_branch: z.string().nullable(),
    event: z.string(),
    status: z.string().nullable(),
    conclusion,
    run_attempt: z.int().default(1),
    html_url: z.string(),
  })
  .transform((answer): WorkflowRun => ({
    id: answer.id,
    workflowId: answer.workflow_id,
    // Where a workflow of another repository is used, its ref follows.
    path: answer.path.split('@')[0] ?? answer.path,
    headSha: answer.head_sha,
    headBranch: answer.head_branch ?? '',
    event: answer.event,
    status: answer.status ?? 'queued',
    conclusion: answer.conclusion,
    attempt: answer.run_attempt,
    url: answer.html_url,
  }));

const StepAnswer = z.object({ number: z.int(), name: z.string(), status: z.string(), conclusion });

export const JobAnswer = z
  .object({
    id: z.int(),
    name: z.string(),
    status: z.string(),
    conclusion,
    started_at: z.string().nullish(),
    completed_at: z.string().nullish(),
    steps: z.array(StepAnswer).default([]),
  })
  .transform(({ started_at: startedAt, completed_at: completedAt, ...job }): WorkflowJob => ({
    ...job,
    ...(startedAt != null && { startedAt }),
    ...(completedAt != null && { completedAt }),
  }));

export const ArtifactAnswer = z
  .object({ id: z.int(), name: z.string(), size_in_bytes: z.number(), expired: z.boolean() })
  .transform(({ id, name, size_in_bytes: sizeBytes, expired: isExpired }): Artifact => ({
    id,
    name,
    sizeBytes,
    isExpired,
  }));

const HEADS = 'refs/heads/';

export const RefAnswer = z
  .object({ ref: z.string(), object: z.object({ sha: z.string() }) })
  .transform(({ ref, object }): Branch => ({
    name: ref.startsWith(HEADS) ? ref.slice(HEADS.length) : ref,
    commit: object.sha,
  }));

export const PullAnswer = z
  .object({ number: z.int(), state: z.string(), head: z.object({ ref: z.string() }) })
  .transform(({ number, state, head }): PullRequest => ({ number, headBranch: head.ref, state }));

const Side = z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.int() }).nullish() });

export const PullFactsAnswer = z
  .object({ state: z.string(), draft: z.boolean().nullish(), head: Side, base: Side })
  .transform(({ state, draft, head, base }): PullRequestFacts => ({
    isOpen: state === 'open',
    isDraft: draft === true,
    // A fork that has been deleted is not there any more.
    isFromFork: head.repo?.id !== base.repo?.id,
    headBranch: head.ref,
    headSha: head.sha,
    baseSha: base.sha,
  }));

export const CheckRunAnswer = z.object({ id: z.int(), external_id: z.string().nullish(), status: z.string() });
export const CommentAnswer = z.object({ id: z.int(), body: z.string().nullish() });
