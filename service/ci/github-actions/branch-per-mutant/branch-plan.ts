import { z } from 'zod';
import { TinybugError } from '../../../../shared/error-code.ts';
import type { RunnerPlan } from '../../../../shared/runner-plan.ts';
import type { ChangeSet, RepositoryMirror } from '../../../source/mirror/repository-mirror.ts';
import type { CiJob } from '../../ci-provider.ts';
import { testedBranch, type TestedBranchKind } from '../branch-names.ts';
import { chooseTrigger, type TriggerChoice } from './workflow-triggers.ts';

/** Where a job keeps which branches it has. */
export const BRANCH_PLAN_PATH = '.tinybug/branches.json';

const TestedCommit = z.object({
  kind: z.enum(['baseline', 'canary', 'mutant']),
  /** Part of the branch's name. */
  name: z.string(),
  /** The file that differs from the measured commit. */
  path: z.string(),
  commit: z.string(),
  mutantId: z.string().optional(),
});
export type TestedCommit = z.infer<typeof TestedCommit>;

/** What a job pushes, written into its plan's branch, so that it is found again after a restart on another machine. */
export const BranchPlan = z.object({
  event: z.enum(['push', 'pull_request', 'workflow_dispatch']),
  /** How often each commit of the baseline is tried. */
  rounds: z.number(),
  defaultBranch: z.string(),
  commits: z.array(TestedCommit),
  /** Lines of the measured files, by path. */
  lineCounts: z.record(z.string(), z.number()),
  /** Every `.py` file of the commit. */
  pythonFiles: z.array(z.string()),
});
export type BranchPlan = z.infer<typeof BranchPlan>;

/** `repository` is `owner/name`. */
interface TriggeringJob extends Pick<CiJob, 'runId' | 'jobId' | 'plan'> {
  readonly repository: string;
}

export type StartingTrigger = Extract<TriggerChoice, { kind: 'starts' }>;

/**
 * The trigger that runs the tests of a job's commits.
 *
 * @throws TinybugError `no-workflow-matches`, before anything is pushed
 */
export async function chooseTriggerAt(
  mirror: RepositoryMirror,
  commit: string,
  { runId, jobId, repository, plan }: TriggeringJob,
  defaultBranch: string,
): Promise<StartingTrigger> {
  const listed = await mirror.listFiles(commit, '.github/workflows');
  const contents = await mirror.readFiles(
    commit,
    listed.filter((path) => /\.ya?ml$/.test(path)),
  );
  const files = [...contents].map(([path, bytes]) => ({ path, text: new TextDecoder().decode(bytes) }));
  const branch = testedBranch('mutant-1', runId, jobId, 1);
  const change = { branch, defaultBranch, repository };
  const choice = chooseTrigger(files, change, measuredPaths(plan));
  if (choice.kind === 'none') throw new TinybugError('no-workflow-matches', choice.reason);
  return choice;
}

const measuredPaths = (plan: RunnerPlan): string[] => plan.files.map(({ path }) => path);

interface PlannedCommit extends Omit<TestedCommit, 'commit'> {
  readonly content: Uint8Array;
}

/** Makes all commits that the job needs, and pushes none. */
export async function planBranches(
  mirror: RepositoryMirror,
  parent: string,
  job: CiJob,
  trigger: StartingTrigger,
  defaultBranch: string,
): Promise<BranchPlan> {
  const { plan, runId } = job;
  const bytesByPath = await mirror.readFiles(parent, measuredPaths(plan));
  const testable = measuredPaths(plan).filter((path) => !trigger.pathsNotStarting.includes(path));
  const planned = plan.kind === 'baseline' ? planBaseline(testable, bytesByPath) : planMutants(plan, bytesByPath);
  const changes = planned.map(({ path, content, kind, name }): ChangeSet => ({
    parent,
    files: [{ path, content }],
    message: `Tinybug ${kind}: ${name} of run ${runId}\n\nThis branch is removed when the run ends.\n`,
  }));
  const commits = await mirror.commit(changes);
  const { paths } = await mirror.tree(parent);
  return {
    event: trigger.event,
    rounds: plan.kind === 'baseline' ? plan.repeats : 1,
    defaultBranch,
    commits: planned.map(({ kind, name, path, mutantId }, index) => ({
      kind,
      name,
      path,
      commit: commits[index] ?? '',
      ...(mutantId !== undefined && { mutantId }),
    })),
    lineCounts: Object.fromEntries([...bytesByPath].map(([path, bytes]) => [path, countLines(bytes)])),
    pythonFiles: [...paths],
  };
}

/** An empty line at the end of a measured file: a commit without a change starts nothing where paths are filtered. */
function planBaseline(paths: readonly string[], bytesByPath: ReadonlyMap<string, Uint8Array>): PlannedCommit[] {
  const path = paths.find((candidate) => bytesByPath.has(candidate));
  const bytes = path === undefined ? undefined : bytesByPath.get(path);
  if (path === undefined || bytes === undefined) throw new Error('No measured file is in the commit.');
  return [{ kind: 'baseline', name: 'baseline', path, content: Buffer.concat([bytes, Buffer.from('\n')]) }];
}

function planMutants(
  plan: RunnerPlan & { kind: 'mutants' },
  bytesByPath: ReadonlyMap<string, Uint8Array>,
): PlannedCommit[] {
  const commits: PlannedCommit[] = [];
  for (const [index, mutant] of plan.mutants.entries()) {
    const { path, byteRange, original, replacement, id } = mutant;
    const content = splice(bytesOf(path, bytesByPath), byteRange, original, replacement);
    commits.push({ kind: 'mutant', name: `mutant-${index + 1}`, path, mutantId: id, content });
  }
  const paths = [...new Set(plan.mutants.map(({ path }) => path))];
  for (const [index, path] of paths.entries()) {
    const content = Buffer.concat([CANARY, bytesOf(path, bytesByPath)]);
    commits.push({ kind: 'canary', name: `canary-${index + 1}`, path, content });
  }
  return commits;
}

/** Whoever imports the file fails. */
const CANARY = Buffer.from('raise RuntimeError("Tinybug: do the tests run this file?")\n');

function bytesOf(path: string, bytesByPath: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const bytes = bytesByPath.get(path);
  if (bytes === undefined) throw new Error(`${path} is not in the commit.`);
  return bytes;
}

function splice(
  bytes: Uint8Array,
  [start, end]: readonly [number, number],
  original: string,
  replacement: string,
): Uint8Array {
  if (Buffer.from(bytes.subarray(start, end)).toString('utf8') !== original)
    throw new Error(`At the bytes ${start} to ${end} stands something else than the mutant changes.`);
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(replacement, 'utf8'), bytes.subarray(end)]);
}

const countLines = (bytes: Uint8Array): number => Buffer.from(bytes).toString('utf8').split('\n').length;

export const branchOf = ({ name }: TestedCommit, runId: string, jobId: string, round = 1): string =>
  testedBranch(name as TestedBranchKind, runId, jobId, round);
