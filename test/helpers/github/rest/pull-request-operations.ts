import { z } from 'zod';
import type { OperationId } from '../contract/operations.ts';
import type { IssueComment, PullRequest } from '../world.ts';
import { describeComment, describePullRequest } from './describe-pull-requests.ts';
import type { RestCall, RestHandler } from './rest-call.ts';
import { RestError } from './rest-error.ts';

const PullRequestRequest = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().optional(),
  draft: z.boolean().optional(),
});
const PullRequestChange = z
  .object({ title: z.string(), body: z.string(), state: z.enum(['open', 'closed']) })
  .partial();
const CommentRequest = z.object({ body: z.string() });

/** Pull requests and the comments on them. */
export const pullRequestOperations = {
  'pulls/create': createPullRequest,
  'pulls/list': (call) => {
    const state = call.text('state') ?? 'open';
    const head = call.text('head');
    const base = call.text('base');
    const pulls = call.world.pullRequests.filter(
      (pull) =>
        pull.repository === call.repository &&
        (state === 'all' || pull.state === state) &&
        (head === undefined || head === `${pull.repository.owner}:${pull.headBranch}`) &&
        (base === undefined || base === pull.baseBranch),
    );
    const page = call.page(pulls.reverse());
    return {
      status: 200,
      body: page.items.map((pull) => describePullRequest(call.world, pull)),
      headers: page.headers,
    };
  },
  'pulls/get': (call) => ({ status: 200, body: describePullRequest(call.world, findPullRequest(call, 'pull_number')) }),
  'pulls/update': async (call) => {
    const pull = findPullRequest(call, 'pull_number');
    const { title, body, state } = PullRequestChange.parse(call.body);
    pull.title = title ?? pull.title;
    pull.body = body ?? pull.body;
    pull.updatedAt = call.world.clock();
    if (state !== undefined && state !== pull.state) {
      pull.state = state;
      pull.closedAt = state === 'closed' ? call.world.clock() : undefined;
      await call.world.onPullRequest(pull, state === 'closed' ? 'closed' : 'reopened', call.token);
    }
    return { status: 200, body: describePullRequest(call.world, pull) };
  },
  'pulls/list-files': async (call) => {
    const pull = findPullRequest(call, 'pull_number');
    const base = (await pull.repository.git.mergeBase(pull.baseSha, pull.headSha)) ?? pull.baseSha;
    const page = call.page(await pull.repository.git.changedFiles(base, pull.headSha));
    const files = page.items.map((filename) => ({ filename, status: 'modified', sha: null }));
    return { status: 200, body: files, headers: page.headers };
  },
  'issues/create-comment': (call) => {
    const { number } = findPullRequest(call, 'issue_number');
    const now = call.world.clock();
    const comment: IssueComment = {
      id: call.world.nextId(),
      repository: call.repository,
      issueNumber: number,
      body: CommentRequest.parse(call.body).body,
      login: call.login,
      createdAt: now,
      updatedAt: now,
    };
    call.world.comments.push(comment);
    return { status: 201, body: describeComment(call.world, comment) };
  },
  'issues/list-comments': (call) => {
    const { number } = findPullRequest(call, 'issue_number');
    const comments = call.world.comments.filter(
      ({ repository, issueNumber }) => repository === call.repository && issueNumber === number,
    );
    const page = call.page(comments);
    return {
      status: 200,
      body: page.items.map((comment) => describeComment(call.world, comment)),
      headers: page.headers,
    };
  },
  'issues/get-comment': (call) => ({ status: 200, body: describeComment(call.world, findComment(call)) }),
  'issues/update-comment': (call) => {
    const comment = findComment(call);
    comment.body = CommentRequest.parse(call.body).body;
    comment.updatedAt = call.world.clock();
    return { status: 200, body: describeComment(call.world, comment) };
  },
  'issues/delete-comment': (call) => {
    call.world.comments.splice(call.world.comments.indexOf(findComment(call)), 1);
    return { status: 204 };
  },
} satisfies Partial<Record<OperationId, RestHandler>>;

async function createPullRequest(call: RestCall) {
  const { world, repository } = call;
  const wish = PullRequestRequest.parse(call.body);
  const headBranch = wish.head.replace(`${repository.owner}:`, '');
  const [headSha, baseSha] = await Promise.all(
    [headBranch, wish.base].map((branch) => repository.git.resolve(`refs/heads/${branch}`)),
  );
  if (headSha === undefined)
    throw RestError.invalid('Validation Failed', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
  if (baseSha === undefined)
    throw RestError.invalid('Validation Failed', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
  const isOpen = world.pullRequests.some(
    (pull) =>
      pull.repository === repository &&
      pull.headBranch === headBranch &&
      pull.baseBranch === wish.base &&
      pull.state === 'open',
  );
  if (isOpen)
    throw RestError.invalid('Validation Failed', [
      { message: `A pull request already exists for ${repository.owner}:${headBranch}.` },
    ]);
  if (headSha === baseSha)
    throw RestError.invalid('Validation Failed', [{ message: `No commits between ${wish.base} and ${headBranch}` }]);
  const pull: PullRequest = {
    id: world.nextId(),
    repository,
    number: world.pullRequests.filter((other) => other.repository === repository).length + 1,
    title: wish.title,
    body: wish.body ?? null,
    headBranch,
    headSha,
    baseBranch: wish.base,
    baseSha,
    state: 'open',
    isDraft: wish.draft ?? false,
    login: call.login,
    createdAt: world.clock(),
    updatedAt: world.clock(),
    closedAt: undefined,
  };
  world.pullRequests.push(pull);
  await world.onPullRequest(pull, 'opened', call.token);
  return { status: 201, body: describePullRequest(world, pull) };
}

function findPullRequest(call: RestCall, parameter: string): PullRequest {
  const pull = call.world.pullRequests.find(
    ({ repository, number }) => repository === call.repository && number === call.integer(parameter),
  );
  if (pull === undefined) throw RestError.notFound();
  return pull;
}

function findComment(call: RestCall): IssueComment {
  const comment = call.world.comments.find(
    ({ repository, id }) => repository === call.repository && id === call.integer('comment_id'),
  );
  if (comment === undefined) throw RestError.notFound();
  return comment;
}
