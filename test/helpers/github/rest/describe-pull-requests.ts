import { isoTime } from '../clock.ts';
import type { CheckRun, IssueComment, PullRequest, World } from '../world.ts';
import { describeApp, describeRepository, describeUser } from './describe-actors.ts';

export function describePullRequest(world: World, pull: PullRequest): object {
  const { repository } = pull;
  const url = `${world.addresses.api}/repos/${repository.fullName}/pulls/${pull.number}`;
  const issue = `${world.addresses.api}/repos/${repository.fullName}/issues/${pull.number}`;
  const side = (branch: string, sha: string, place = repository): object => ({
    label: `${place.owner}:${branch}`,
    ref: branch,
    sha,
    repo: describeRepository(world, place),
    user: describeUser(world, place.owner),
  });
  return {
    id: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    draft: pull.isDraft,
    user: describeUser(world, pull.login),
    head: side(pull.headBranch, pull.headSha, pull.fork),
    base: side(pull.baseBranch, pull.baseSha),
    url,
    html_url: `${world.addresses.html}/${repository.fullName}/pull/${pull.number}`,
    issue_url: issue,
    comments_url: `${issue}/comments`,
    author_association: 'CONTRIBUTOR',
    created_at: isoTime(pull.createdAt),
    updated_at: isoTime(pull.updatedAt),
    closed_at: pull.closedAt === undefined ? null : isoTime(pull.closedAt),
    merged_at: null,
    mergeable: true,
    mergeable_state: 'clean',
  };
}

export function describeComment(world: World, comment: IssueComment): object {
  const repository = `${world.addresses.api}/repos/${comment.repository.fullName}`;
  return {
    id: comment.id,
    body: comment.body,
    user: describeUser(world, comment.login),
    url: `${repository}/issues/comments/${comment.id}`,
    issue_url: `${repository}/issues/${comment.issueNumber}`,
    html_url: `${world.addresses.html}/${comment.repository.fullName}/pull/${comment.issueNumber}#issuecomment-${comment.id}`,
    author_association: 'CONTRIBUTOR',
    created_at: isoTime(comment.createdAt),
    updated_at: isoTime(comment.updatedAt),
  };
}

export function describeCheckRun(world: World, check: CheckRun): object {
  const { output, ...fields } = check.fields;
  const said = typeof output === 'object' && output !== null ? output : {};
  const url = `${world.addresses.api}/repos/${check.repository.fullName}/check-runs/${check.id}`;
  return {
    external_id: '',
    status: 'queued',
    conclusion: null,
    started_at: isoTime(check.createdAt),
    completed_at: null,
    ...fields,
    id: check.id,
    head_sha: check.headSha,
    url,
    html_url: `${world.addresses.html}/${check.repository.fullName}/runs/${check.id}`,
    app: describeApp(world),
    check_suite: { id: check.id },
    output: {
      title: null,
      summary: null,
      text: null,
      ...said,
      annotations: undefined,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
  };
}
