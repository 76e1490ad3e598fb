import assert from 'node:assert/strict';
import { Octokit } from '@octokit/rest';
import type { RunRecord } from '../../helpers/github/actions/run-records.ts';
import { cloneRepository } from '../../helpers/github/git-client.ts';
import { prepareJobPython } from '../../helpers/github/job-python.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { writeProject } from '../../helpers/github/project-folder.ts';
import type { Repository } from '../../helpers/github/repositories.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import { findProcess } from '../../../service/ci/local/process-table.ts';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const WRITE = { contents: 'write', actions: 'write', pull_requests: 'write', workflows: 'write' } as const;

const logOf = (run: RunRecord): string => run.jobs.map(({ name, log }) => `${name}\n${log.join('\n')}`).join('\n');

describe('the loopback GitHub runs workflows', () => {
  let github: LoopbackGitHub;
  let token: string;
  let octokit: Octokit;

  beforeEach(async () => {
    github = await startGithub({ pythons: await prepareJobPython() });
    token = github.tokens.create({ permissions: WRITE }).text;
    octokit = new Octokit({ baseUrl: github.url, auth: token, log: SILENT });
  });

  afterEach(() => github.close());

  const place = ({ owner, name }: Repository) => ({ owner, repo: name });

  async function createFrom(workflow: string): Promise<Repository> {
    const project = await writeProject({ '.github/workflows/ci.yml': workflow, 'README.md': 'A project.\n' });
    const repository = await github.createRepository({ name: 'project', folder: project.folder });
    await project.remove();
    return repository;
  }

  async function push(repository: Repository, branch: string, message: string): Promise<void> {
    const clone = await cloneRepository(github.gitUrl, repository.fullName, token);
    await clone.git('checkout', '--quiet', '-B', branch);
    await clone.git('commit', '--quiet', '--allow-empty', '--message', message);
    await clone.git('push', '--quiet', 'origin', branch);
    await clone.remove();
  }

  async function dispatch(repository: Repository, inputs: Record<string, string> = {}): Promise<RunRecord> {
    const wish = { ...place(repository), workflow_id: 'ci.yml', ref: 'main', inputs, return_run_details: true };
    const { data } = await octokit.actions.createWorkflowDispatch(wish);
    return github.waitForRun((data as unknown as { workflow_run_id: number }).workflow_run_id);
  }

  it('a push starts the workflow that matches; act runs its tests and keeps their report', async () => {
    const repository = await github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-with-junit' });
    await push(repository, 'topic', 'A change');
    const started = await github.waitFor(() => github.runs[0]);
    const run = await github.waitForRun(started.id);
    assert.equal(run.conclusion, 'success', logOf(run));
    const { data } = await octokit.actions.listWorkflowRunArtifacts({ ...place(repository), run_id: run.id });
    assert.deepEqual(
      data.artifacts.map(({ name }) => name),
      ['junit'],
    );
    const archive = await octokit.actions.downloadArtifact({
      ...place(repository),
      artifact_id: data.artifacts[0]!.id,
      archive_format: 'zip',
    });
    assert.equal(
      Buffer.from(archive.data as ArrayBuffer)
        .subarray(0, 4)
        .toString('latin1'),
      'PK\u0003\u0004',
    );
    const { data: log } = await octokit.actions.downloadJobLogsForWorkflowRun({
      ...place(repository),
      job_id: run.jobs[0]!.id,
    });
    assert.match(String(log), /^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z .*3 passed/ms);
    assert.deepEqual(
      run.jobs[0]!.steps.slice(0, 5).map(({ number, name, conclusion }) => [number, name, conclusion]),
      [
        [1, 'Set up job', 'success'],
        [2, 'Run actions/checkout@v4', 'success'],
        [3, 'Run actions/setup-python@v5', 'success'],
        [4, 'Run the tests', 'success'],
        [5, 'Run actions/upload-artifact@v4', 'success'],
      ],
    );
  });

  it('a failing test fails its step, skips the steps behind it, and fails the run', async () => {
    const repository = await createFrom(`
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - name: Tests
        run: |
          echo "one test failed"
          exit 1
      - run: echo never
`);
    await push(repository, 'main', 'A change');
    const started = await github.waitFor(() => github.runs[0]);
    const run = await github.waitForRun(started.id);
    assert.equal(run.conclusion, 'failure');
    const { data } = await octokit.actions.listJobsForWorkflowRun({ ...place(repository), run_id: run.id });
    assert.deepEqual(
      data.jobs[0]!.steps!.slice(1, 3).map(({ name, conclusion }) => [name, conclusion]),
      [
        ['Tests', 'failure'],
        ['Run echo never', 'skipped'],
      ],
    );
    assert.match(logOf(run), /one test failed[^]*##\[error\]Process completed with exit code 1\./);
  });

  it('a pull request starts its workflow on the merge commit, one job after the other, one per entry of the matrix', async () => {
    const repository = await github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-without-junit' });
    await push(repository, 'topic', 'A change');
    const clone = await cloneRepository(github.gitUrl, repository.fullName, token);
    await clone.git('checkout', '--quiet', 'topic');
    await clone.git('rm', '--quiet', 'README.md');
    await clone.git('commit', '--quiet', '--message', 'Another change');
    await clone.git('push', '--quiet', 'origin', 'topic');
    await clone.remove();
    assert.equal(github.runs.length, 0);
    await octokit.pulls.create({ ...place(repository), title: 'Topic', head: 'topic', base: 'main', draft: true });
    const started = await github.waitFor(() => github.runs[0]);
    const run = await github.waitForRun(started.id);
    assert.equal(run.conclusion, 'success', logOf(run));
    assert.deepEqual(
      run.jobs.map(({ name, conclusion }) => [name, conclusion]),
      [
        ['lint', 'success'],
        ['test (3.11)', 'success'],
        ['test (3.12)', 'success'],
      ],
    );
    assert.equal(run.event, 'pull_request');
    assert.notEqual(run.sha, run.headSha);
  });

  it('a job hands its outputs to the matrix of the job that needs it', async () => {
    const repository = await createFrom(`
on:
  workflow_dispatch:
    inputs:
      greeting: { type: string, required: true }
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs:
      shards: \${{ steps.plan.outputs.shards }}
    steps:
      - id: plan
        run: echo 'shards=["a","b"]' >> "$GITHUB_OUTPUT"
  shard:
    needs: plan
    name: shard \${{ matrix.shard }}
    runs-on: ubuntu-latest
    strategy:
      matrix:
        shard: \${{ fromJSON(needs.plan.outputs.shards) }}
    steps:
      - run: echo "\${{ inputs.greeting }} \${{ matrix.shard }} of \${{ needs.plan.outputs.shards }}"
`);
    const run = await dispatch(repository, { greeting: 'hello' });
    assert.equal(run.conclusion, 'success', logOf(run));
    assert.deepEqual(
      run.jobs.map(({ name }) => name),
      ['plan', 'shard a', 'shard b'],
    );
    assert.match(run.jobs[2]!.log.join('\n'), /hello b of \[a,b\]/);
  });

  it('at most two jobs run side by side, and a cancelled run leaves no process behind', async () => {
    const repository = await createFrom(`
on: workflow_dispatch
jobs:
  wait:
    runs-on: ubuntu-latest
    strategy:
      matrix: { number: [1, 2, 3, 4] }
    steps:
      - run: |
          sleep 3600 & echo "sleeps in $!"
          wait
`);
    const { data } = await octokit.actions.createWorkflowDispatch({
      ...place(repository),
      workflow_id: 'ci.yml',
      ref: 'main',
      return_run_details: true,
    });
    const runId = (data as unknown as { workflow_run_id: number }).workflow_run_id;
    const sleepers = (): number[] => {
      const log = github.runs[0]!.jobs.flatMap((job) => job.log).join('\n');
      return [...log.matchAll(/ sleeps in (\d+)$/gm)].map(([, pid]) => Number(pid));
    };
    const pids = await github.waitFor(() => sleepers().length === 2 && sleepers());
    const isAlive = async (pid: number): Promise<boolean> => (await findProcess(pid)) !== undefined;
    assert.deepEqual(await Promise.all(pids.map(isAlive)), [true, true]);
    assert.equal(github.runs[0]!.jobs.filter(({ status }) => status === 'in_progress').length, 2);
    await octokit.actions.cancelWorkflowRun({ ...place(repository), run_id: runId });
    const run = await github.waitForRun(runId);
    assert.equal(run.conclusion, 'cancelled');
    assert.deepEqual(new Set(run.jobs.map(({ conclusion }) => conclusion)), new Set(['cancelled']));
    assert.deepEqual(await Promise.all(pids.map(isAlive)), [false, false]);
    assert.equal(github.counts.jobs, 2);
    assert.equal(github.counts.billedMinutes, 2);
  });

  for (const end of ['is cancelled', 'reaches its time limit'] as const)
    it(`a job that ${end} does what it always has to do, and nothing else`, async () => {
      const repository = await createFrom(`
on: workflow_dispatch
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 7
    steps:
      - run: |
          echo begun
          sleep 3600
      - run: echo "what follows"
      - if: always()
        run: echo "what has to be done"
`);
      await octokit.actions.createWorkflowDispatch({ ...place(repository), workflow_id: 'ci.yml', ref: 'main' });
      const job = await github.waitFor(() => {
        const [running] = github.runs[0]?.jobs ?? [];
        return running?.log.some((line) => line.endsWith(' begun')) === true && running;
      });
      if (end === 'reaches its time limit') await github.reachTimeLimit(job);
      else await octokit.actions.cancelWorkflowRun({ ...place(repository), run_id: job.run.id });
      const run = await github.waitForRun(job.run.id);
      assert.deepEqual([run.conclusion, job.conclusion], ['cancelled', 'cancelled']);
      assert.deepEqual(
        job.steps.slice(1, 4).map(({ conclusion }) => conclusion),
        ['cancelled', 'skipped', 'success'],
      );
      const texts = job.log.map((line) => line.replace(/^\S+ /, ''));
      assert.ok(texts.includes('##[error]The operation was canceled.'), texts.join('\n'));
      assert.ok(texts.includes('what has to be done') && !texts.includes('what follows'));
      const minutes = ((job.completedAt ?? 0) - (job.startedAt ?? 0)) / 60_000;
      assert.equal(minutes >= 7, end === 'reaches its time limit');
    });

  it('a runner that dies fails its job, leaves no log, and no step says how it ended', async () => {
    const repository = await createFrom(`
on: workflow_dispatch
jobs:
  wait:
    runs-on: ubuntu-latest
    steps:
      - run: sleep 3600
`);
    await octokit.actions.createWorkflowDispatch({ ...place(repository), workflow_id: 'ci.yml', ref: 'main' });
    const job = await github.waitFor(() =>
      github.runs[0]?.jobs.find(({ steps }) => steps[1]?.status === 'in_progress'),
    );
    await github.killRunner(job);
    const run = await github.waitForRun(job.run.id);
    assert.equal(run.conclusion, 'failure');
    assert.equal(job.steps[1]!.conclusion, null);
    await assert.rejects(octokit.actions.downloadJobLogsForWorkflowRun({ ...place(repository), job_id: job.id }), {
      status: 404,
    });
  });

  it("a commit that says [skip ci], a branch that no filter lets in, and a job's own push start nothing", async () => {
    const repository = await createFrom(`
on:
  push:
    branches: ['main', 'tinybug/**']
jobs:
  test:
    runs-on: ubuntu-latest
    permissions: { contents: write }
    steps:
      - uses: actions/checkout@v4
      - run: |
          git config user.name job; git config user.email job@example.com
          git commit --quiet --allow-empty --message 'by the job'
          git push --quiet origin HEAD:refs/heads/tinybug/by-the-job
`);
    await push(repository, 'main', 'Documents [skip ci]');
    await push(repository, 'other', 'A change');
    await push(repository, 'tinybug/mutant-1', 'A change');
    const started = await github.waitFor(() => github.runs[0]);
    const run = await github.waitForRun(started.id);
    assert.equal(run.conclusion, 'success', logOf(run));
    assert.deepEqual(
      github.runs.map(({ headBranch }) => headBranch),
      ['tinybug/mutant-1'],
    );
    const branches = await octokit.repos.listBranches(place(repository));
    assert.ok(branches.data.some(({ name }) => name === 'tinybug/by-the-job'));
  });

  it('a workflow file with an error ends in startup_failure', async () => {
    const repository = await createFrom('on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    stepz: []\n');
    await push(repository, 'main', 'A change');
    const run = await github.waitFor(() => github.runs[0]);
    assert.equal(run.conclusion, 'startup_failure');
    assert.match(run.startupError ?? '', /stepz/);
  });

  it('a newer run of a concurrency group cancels the one that runs', async () => {
    const repository = await createFrom(`
on: push
concurrency: { group: 'ci-\${{ github.ref }}', cancel-in-progress: true }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: if git -C "$GITHUB_WORKSPACE" --version && [ "\${{ github.run_number }}" = 1 ]; then sleep 3600; fi
`);
    await push(repository, 'main', 'A change');
    await github.waitFor(() => github.runs[0]?.jobs[0]?.steps[1]?.status === 'in_progress');
    await push(repository, 'main', 'Another change');
    const second = await github.waitFor(() => github.runs[1]);
    assert.equal((await github.waitForRun(second.id)).conclusion, 'success');
    assert.equal(github.runs[0]!.conclusion, 'cancelled');
  });
});
