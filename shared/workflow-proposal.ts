import { z } from 'zod';

/** The workflow by which a repository's own CI measures many mutants in one job. */
export const WorkflowProposal = z.strictObject({
  /** Where the file belongs, from the repository's root. */
  path: z.string(),
  /** Written for this repository, from what its own workflows say; to be read and changed by people. */
  text: z.string(),
  /** What was taken from where, and what could not be read. */
  notes: z.array(z.string()),
  /** Whether such a file is on the default branch, whatever is in it. */
  isInstalled: z.boolean(),
});
export type WorkflowProposal = z.infer<typeof WorkflowProposal>;

/** Opens a pull request that adds the workflow: the file as proposed, or as somebody has changed it. */
export const WorkflowInstallation = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(128 * 1024)
    .optional(),
});

export const ProposedPullRequest = z.strictObject({ pullRequest: z.int().min(1), url: z.url() });
export type ProposedPullRequest = z.infer<typeof ProposedPullRequest>;
