/** The project `basket` at GitHub, and what its tests notice, worked out by hand. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readPreparation } from '../../service/ci/github-actions/sharded/read-preparation.ts';
import { createWorkflowFile } from '../../service/ci/github-actions/sharded/workflow-file.ts';
import { WORKFLOW_PATH } from '../../service/ci/github-actions/sharded/workflow-path.ts';
import { readWorkflow } from '../../service/ci/github-actions/workflows/workflow-document.ts';
import type { Run } from '../../shared/run.ts';
import type { RunEventPayload } from '../../shared/run-event.ts';
import type { Repository } from '../helpers/github/repositories.ts';
import type { GithubService } from '../helpers/github-service.ts';
import { createTemporaryFolder } from '../helpers/temporary-folder.ts';

const FIXTURE = 'test/fixtures/ci-with-junit';
const CI_PATH = '.github/workflows/ci.yml';

export interface BasketOptions {
  readonly name?: string;
  /** Installs Tinybug's workflow, which streams results where the service has an address. */
  readonly isSharded?: boolean;
  readonly timeoutMinutes?: number;
  /** The workflow may ask GitHub for a token that says which job it is. */
  readonly hasIdentity?: boolean;
  /** Files of another content, or none, by path. */
  readonly files?: Readonly<Record<string, string | ((text: string) => string)>> | undefined;
}

let baskets = 0;

export async function createBasket(
  { github, api }: Pick<GithubService, 'github' | 'api'>,
  {
    name = `basket-${(baskets += 1)}`,
    isSharded = false,
    timeoutMinutes = 60,
    hasIdentity = true,
    files = {},
  }: BasketOptions = {},
): Promise<Repository> {
  const { folder, remove } = await createTemporaryFolder();
  await cp(FIXTURE, folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    const text = typeof content === 'string' ? content : content(await readFile(file, 'utf8'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  if (isSharded) {
    const text = await describeWorkflow(folder, api.origin, timeoutMinutes);
    await writeFile(join(folder, WORKFLOW_PATH), hasIdentity ? text : text.replace('  id-token: write\n', ''));
  }
  const repository = await github.createRepository({ name, folder });
  await remove();
  return repository;
}

async function describeWorkflow(folder: string, streamsTo: string, timeoutMinutes: number): Promise<string> {
  const workflow = readWorkflow({ path: CI_PATH, text: await readFile(join(folder, CI_PATH), 'utf8') });
  assert.ok(workflow);
  return createWorkflowFile(readPreparation([workflow]), { streamsTo, timeoutMinutes });
}

/** Replaces what starts the repository's own workflow. */
export const startedBy =
  (on: string) =>
  (workflow: string): string =>
    workflow.replace(/^on:\n(?: {2}.*\n)+/m, `on:\n  ${on}\n`);

/** The repository's own workflow prints what pytest prints, and uploads nothing. */
export const withoutReport = (workflow: string): string => workflow.replace(/^( +run: pytest) .*\n(?:.*\n)*/m, '$1\n');

interface Verdict {
  readonly status: 'Killed' | 'Survived';
  readonly killedBy?: readonly string[];
}

const killedBy = (...tests: string[]): Verdict => ({
  status: 'Killed',
  killedBy: tests.map((test) => `tests/test_basket.py::${test}`),
});
const SURVIVED: Verdict = { status: 'Survived' };

/** By function, original and replacement; of several tests that notice a mutant the quickest is named. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  'total: 0 -> 1': killedBy('test_total_adds_prices'),
  'total: sum(prices) - discount -> None': killedBy('test_total_adds_prices', 'test_total_subtracts_discount'),
  'total: - -> +': killedBy('test_total_subtracts_discount'),
  // A price of nothing is the only one that the tests know.
  'is_free: price <= 0 -> True': SURVIVED,
  'is_free: <= -> <': killedBy('test_nothing_is_free'),
  'is_free: <= -> ==': SURVIVED,
  'is_free: 0 -> 1': SURVIVED,
};

/** The run is complete and says of every mutant what is right. */
export async function assertRightVerdicts({ store }: Pick<GithubService, 'store'>, run: Run): Promise<void> {
  assert.equal(run.status, 'Completed', JSON.stringify(run.problem));
  assert.deepEqual(run.score, { score: 4 / 7, detected: 4, undetected: 3, valid: 7, withoutVerdict: 0, withheld: [] });
  const events = (await store.listEvents(run.id, 0, 1_000)).map(({ payload }) => payload);
  const finished = events.flatMap((event) => (event.type === 'mutant-finished' ? [event.mutant] : []));
  assert.equal(finished.length, 7, 'every mutant is reported once');
  for (const { functionName, original, replacement, status, killedBy: killers } of finished) {
    const name = `${functionName}: ${original} -> ${replacement}`;
    const expected = VERDICTS[name];
    assert.equal(status, expected?.status, name);
    const isExpectedKiller = (test: string): boolean => expected?.killedBy?.includes(test) === true;
    assert.ok(
      status === 'Survived' || (killers.length > 0 && killers.every(isExpectedKiller)),
      `${name}: ${killers.join()}`,
    );
  }
  for (const { id, status } of finished) {
    const evidence = (await store.findMutant(run.id, id))?.result?.evidence;
    assert.ok(evidence?.activationProven, `${id} is proven to have been active`);
    if (status !== 'Killed') continue;
    assert.equal(evidence.killingTest?.exception, 'AssertionError');
    assert.match(evidence.killingTest.message, /^assert /);
  }
}

export async function listEvents({ store }: Pick<GithubService, 'store'>, runId: string): Promise<RunEventPayload[]> {
  return (await store.listEvents(runId, 0, 1_000)).map(({ payload }) => payload);
}

/** Branches, pull requests and CI runs that are there no more, or have ended. */
export async function assertNothingLeft(
  { github }: Pick<GithubService, 'github'>,
  repository: Repository,
): Promise<void> {
  const branches = (await repository.git.listRefs('refs/heads/tinybug')).map(({ ref }) => ref);
  assert.deepEqual(branches, []);
  const open = github.pullRequests.filter((pull) => pull.repository === repository && pull.state === 'open');
  assert.deepEqual(
    open.map(({ title }) => title),
    [],
  );
  await github.waitFor(() => runsOf(github, repository).every(({ status }) => status === 'completed'));
  assert.deepEqual(github.violations, []);
}

export const runsOf = (github: GithubService['github'], repository: Repository) =>
  github.runs.filter((run) => run.repository === repository);
