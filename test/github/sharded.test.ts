import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkflowFile } from '../../service/ci/github-actions/sharded/workflow-file.ts';
import { WORKFLOW_PATH } from '../../service/ci/github-actions/sharded/workflow-path.ts';
import { readPreparation } from '../../service/ci/github-actions/sharded/read-preparation.ts';
import { readWorkflow } from '../../service/ci/github-actions/workflows/workflow-document.ts';
import { startGithubService, type GithubService } from '../helpers/github-service.ts';
import { createTemporaryFolder } from '../helpers/temporary-folder.ts';

describe('Measuring in shards', () => {
  let service: GithubService;
  before(async function () {
    this.timeout(300_000);
    service = await startGithubService();
  });
  after(() => service.close());

  async function installWorkflow(folder: string): Promise<void> {
    const path = '.github/workflows/ci.yml';
    const text = await readFile(join(folder, path), 'utf8');
    const workflow = readWorkflow({ path, text });
    assert.ok(workflow);
    const file = createWorkflowFile(readPreparation([workflow]), { streamsTo: service.api.origin, timeoutMinutes: 60 });
    await mkdir(join(folder, '.github/workflows'), { recursive: true });
    await writeFile(join(folder, WORKFLOW_PATH), file);
  }

  it('runs many mutants in a job of its own workflow and leaves nothing behind', async function () {
    this.timeout(600_000);
    const { folder, remove } = await createTemporaryFolder();
    await cp('test/fixtures/ci-with-junit', folder, { recursive: true });
    await installWorkflow(folder);
    const repository = await service.github.createRepository({ name: 'basket', folder });
    await remove();
    const run = await service.measure(repository.fullName);
    const events = await service.store.listEvents(run.id, 0, 1_000);
    console.log(events.map(({ payload }) => JSON.stringify(payload).slice(0, 300)).join('\n'));
    console.log(run.problem, run.score, run.counts, service.github.counts);
    for (const r of service.github.runs)
      for (const j of r.jobs) console.log(j.name, j.conclusion, j.log.slice(-60).join('\n'));
    assert.equal(run.status, 'Completed');
  });
});
