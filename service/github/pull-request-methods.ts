import type { Octokit } from '@octokit/rest';
import { ONCE, URGENT } from './create-octokit.ts';
import type { CheckAnnotation, CheckRun, GithubRepository, PullRequestComment } from './github-api.ts';
import type { Ask, RepositoryPlace } from './octokit-repository.ts';
import { CheckRunAnswer, CommentAnswer, PullAnswer, PullFactsAnswer } from './responses.ts';

type PullRequestMethods = Pick<
  GithubRepository,
  'createPullRequest' | 'listPullRequests' | 'showPullRequest' | 'closePullRequest' | 'upsertCheckRun' | 'upsertComment'
>;

export const createPullRequestMethods = (ask: Ask, place: RepositoryPlace): PullRequestMethods => ({
  createPullRequest: ({ head, base, title, body, isDraft }) =>
    ask('Pull requests: write', async ({ rest }) => {
      const pull = { head, base, title, body, draft: isDraft };
      return PullAnswer.parse((await rest.pulls.create({ ...place, ...pull, request: ONCE })).data).number;
    }),
  listPullRequests: ({ headBranch, state }) =>
    ask('Pull requests: write', async ({ paginate, rest }) => {
      const head = headBranch === undefined ? {} : { head: `${place.owner}:${headBranch}` };
      const pulls = await paginate(rest.pulls.list, { ...place, ...head, state: state ?? 'all', per_page: 100 });
      return pulls.map((pull) => PullAnswer.parse(pull));
    }),
  showPullRequest: (number) =>
    ask('Pull requests: write', async ({ rest }) =>
      PullFactsAnswer.parse((await rest.pulls.get({ ...place, pull_number: number })).data),
    ),
  closePullRequest: (number) =>
    ask('Pull requests: write', async ({ rest }) => {
      await rest.pulls.update({ ...place, pull_number: number, state: 'closed', request: URGENT });
    }),
  upsertCheckRun: (check) => ask('Checks: write', (octokit) => upsertCheckRun(octokit, place, check)),
  upsertComment: (comment) => ask('Pull requests: write', (octokit) => upsertComment(octokit, place, comment)),
});

async function upsertCheckRun({ paginate, rest }: Octokit, place: RepositoryPlace, check: CheckRun): Promise<number> {
  const { name, headSha, externalId, status, conclusion, detailsUrl, title, summary, annotations } = check;
  const filter = { ref: headSha, check_name: name, filter: 'all', per_page: 100 } as const;
  const present = (await paginate(rest.checks.listForRef, { ...place, ...filter })).map((each) =>
    CheckRunAnswer.parse(each),
  );
  const content = {
    name,
    external_id: externalId,
    status,
    ...(conclusion !== undefined && { conclusion }),
    ...(detailsUrl !== undefined && { details_url: detailsUrl }),
    output: { title, summary, annotations: annotations.map(toAnnotation) },
  };
  const known = present.find((each) => each.external_id === externalId);
  if (known?.status === 'completed') return known.id;
  const { data } = known
    ? await rest.checks.update({ ...place, ...content, check_run_id: known.id })
    : await rest.checks.create({ ...place, ...content, head_sha: headSha, request: ONCE });
  return CheckRunAnswer.parse(data).id;
}

const toAnnotation = ({ path, startLine, endLine, level, title, message }: CheckAnnotation) => ({
  path,
  start_line: startLine,
  end_line: endLine,
  annotation_level: level,
  title,
  message,
});

async function upsertComment(
  { paginate, rest }: Octokit,
  place: RepositoryPlace,
  { pullRequest, marker, body, isOnlyEdited = false }: PullRequestComment,
): Promise<number | undefined> {
  const comments = await paginate(rest.issues.listComments, { ...place, issue_number: pullRequest, per_page: 100 });
  const known = comments.map((each) => CommentAnswer.parse(each)).find((each) => each.body?.includes(marker) === true);
  if (known === undefined && isOnlyEdited) return undefined;
  const { data } = known
    ? await rest.issues.updateComment({ ...place, comment_id: known.id, body })
    : await rest.issues.createComment({ ...place, issue_number: pullRequest, body, request: ONCE });
  return CommentAnswer.parse(data).id;
}
