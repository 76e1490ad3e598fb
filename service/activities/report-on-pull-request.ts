import type { TriagedMutant } from '../../shared/mutant-result.ts';
import type { CheckRun } from '../github/github-api.ts';
import { checkOutput } from '../reporting/pull-request/check-output.ts';
import { chooseFindings, countOnChangedLines, type Finding } from '../reporting/pull-request/choose-findings.ts';
import { addTriage } from '../reporting/triage-of-runs.ts';
import { commentMarker, pullRequestComment } from '../reporting/pull-request/pull-request-comment.ts';
import { concludeCheck, type PullRequestReport, type RunOutcome } from '../reporting/pull-request/run-outcome.ts';
import type { RunEnding, RunReference } from '../workflows/messages.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';
import { calculateScore, problemOf } from './end-run.ts';
import { findPullRequestTarget, orNotice, type PullRequestTarget } from './pull-request-target.ts';

const MUTANTS_AT_ONCE = 500;

export interface EndingRun extends RunReference {
  readonly ending: RunEnding;
}

/** Opens the check on the head commit. Answers whether the run is for a pull request. */
export async function announceOnPullRequest(deps: ActivityDependencies, reference: RunReference): Promise<boolean> {
  const target = await findPullRequestTarget(deps, reference);
  if (target === undefined) return false;
  await orNotice(target, () =>
    showCheck(target, {
      status: 'in_progress',
      title: 'Measuring',
      summary: 'Tinybug plants bugs on the changed lines and runs the tests on each of them.',
      annotations: [],
    }),
  );
  return true;
}

/** Completes the check, and writes the comment unless a newer run of the pull request is to write it. */
export async function reportOnPullRequest(
  deps: ActivityDependencies,
  { ending, ...reference }: EndingRun,
): Promise<void> {
  const target = await findPullRequestTarget(deps, reference);
  if (target === undefined) return;
  const report = await prepareReport(deps, target, ending);
  await orNotice(target, () =>
    showCheck(target, { status: 'completed', conclusion: concludeCheck(report.outcome), ...checkOutput(report) }),
  );
  if (await isCommentOwed(target, ending)) await orNotice(target, () => writeComment(target, report, ending));
}

/** A notice for what was tried as often as it is worth, and why is a matter for the log. */
export async function noteUnreported(
  deps: ActivityDependencies,
  { organisationId, runId }: RunReference,
): Promise<void> {
  await deps.database.storeOf(organisationId).appendNoticeOnce(runId, {
    type: 'notice',
    level: 'warning',
    message: 'GitHub could not be told of this run on the pull request.',
  });
}

async function prepareReport(
  deps: ActivityDependencies,
  target: PullRequestTarget,
  ending: RunEnding,
): Promise<PullRequestReport> {
  const { headSha: commit, pageUrl } = target;
  const outcome = await judge(target, ending);
  const found = outcome.kind === 'completed' ? await collectFindings(deps, target) : NOTHING_FOUND;
  return { outcome, commit, pageUrl, ...found };
}

async function judge({ store, run }: PullRequestTarget, ending: RunEnding): Promise<RunOutcome> {
  if (ending.kind === 'cancelled') return ending;
  if (ending.kind === 'failed') return { kind: 'failed', problem: problemOf(ending.code, ending.message, run.id) };
  const score = await calculateScore(store, run);
  const [{ triage } = run] = await addTriage(store, [{ ...run, score }]);
  return { kind: 'completed', score, triage, failUnder: run.settings['fail-under'] };
}

interface Found {
  readonly findings: readonly Finding[];
  readonly markedOnChangedLines: number;
}

const NOTHING_FOUND: Found = { findings: [], markedOnChangedLines: 0 };

/** What somebody has marked is not told again; that there is such, and how much, is. */
async function collectFindings(deps: ActivityDependencies, target: PullRequestTarget): Promise<Found> {
  const { store, run, repository, headSha: revision } = target;
  const uncaught = [...(await listAll(target, 'Survived')), ...(await listAll(target, 'NoCoverage'))];
  const source = deps.sources.get(repository.ciProvider);
  if (uncaught.length === 0 || source === undefined) return NOTHING_FOUND;
  const tree = await source.open({ organisationId: store.organisationId, repository, revision });
  const since = run.since ?? (await (await target.github()).showPullRequest(target.number)).baseSha;
  const changedLines = await tree.changedLines(since);
  return {
    findings: chooseFindings(
      uncaught.filter(({ triage }) => triage === undefined),
      changedLines,
    ),
    markedOnChangedLines: countOnChangedLines(
      uncaught.filter(({ triage }) => triage !== undefined),
      changedLines,
    ),
  };
}

async function listAll({ store, run }: PullRequestTarget, status: 'Survived' | 'NoCoverage'): Promise<TriagedMutant[]> {
  const all: TriagedMutant[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listMutants(run.id, { status, limit: MUTANTS_AT_ONCE, ...(cursor && { cursor }) });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

type ShownCheck = Pick<CheckRun, 'status' | 'conclusion' | 'title' | 'summary' | 'annotations'>;

async function showCheck(
  { github, store, run, headSha, pageUrl }: PullRequestTarget,
  shown: ShownCheck,
): Promise<void> {
  const repository = await github();
  if (repository.identity === 'token') {
    const message = 'There is no check on the pull request: GitHub lets only Apps write one, and Tinybug uses a token.';
    await store.appendNoticeOnce(run.id, { type: 'notice', level: 'info', message });
    return;
  }
  const detailsUrl = pageUrl === undefined ? {} : { detailsUrl: pageUrl };
  await repository.upsertCheckRun({ name: 'Tinybug', headSha, externalId: run.id, ...detailsUrl, ...shown });
}

async function isCommentOwed({ store, run, number }: PullRequestTarget, ending: RunEnding): Promise<boolean> {
  const [newest] = await store.listRunsOfPullRequest(run.repositoryId, number);
  return ending.kind !== 'cancelled' && newest?.id === run.id;
}

/** A pull request without anything to measure gets no comment of its own; one that is there must not speak of an older commit. */
async function writeComment(target: PullRequestTarget, report: PullRequestReport, ending: RunEnding): Promise<void> {
  const marker = commentMarker(target.repository.id, target.number);
  const isOnlyEdited = ending.kind === 'failed' && ending.code === 'nothing-to-mutate';
  const body = pullRequestComment(marker, report);
  await (await target.github()).upsertComment({ pullRequest: target.number, marker, body, isOnlyEdited });
}
