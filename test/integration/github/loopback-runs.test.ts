import assert from 'node:assert/strict';
import { Octokit } from '@octokit/rest';
import { cloneRepository } from '../../helpers/github/git-client.ts';
import { prepareJobPython } from '../../helpers/github/job-python.ts';
import { startGithub, type LoopbackGitHub } from '../../helpers/github/start-github.ts';

const WRITE = { contents: 'write', actions: 'write', pull_requests: 'write', workflows: 'write' } as const;

describe('the loopback GitHub runs workflows', () => {
  let github: LoopbackGitHub;

  beforeEach(async () => {
    github = await startGithub({ pythons: await prepareJobPython() });
  });

  afterEach(() => github.close());

  it('a push starts the workflow that matches, and act runs its tests and keeps its report', async () => {
    const repository = await github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-with-junit' });
    const token = github.tokens.create({ permissions: WRITE });
    const clone = await cloneRepository(github.gitUrl, repository.fullName, token.text);
    await clone.git('checkout', '-b', 'topic');
    await clone.git('commit', '--allow-empty', '--message', 'A change');
    await clone.git('push', '--quiet', 'origin', 'topic');
    await clone.remove();
    const started = await github.waitFor(() => github.runs[0]);
    const run = await github.waitForRun(started.id);
    assert.equal(run.conclusion, 'success', run.jobs.map(({ log }) => log.join('\n')).join('\n'));
    const octokit = new Octokit({ baseUrl: github.url, auth: token.text });
    const place = { owner: repository.owner, repo: repository.name };
    const { data } = await octokit.actions.listWorkflowRunArtifacts({ ...place, run_id: run.id });
    assert.deepEqual(
      data.artifacts.map(({ name }) => name),
      ['junit'],
    );
    const { data: logs } = await octokit.actions.downloadJobLogsForWorkflowRun({ ...place, job_id: run.jobs[0]!.id });
    assert.match(String(logs), /3 passed/);
  });
});
