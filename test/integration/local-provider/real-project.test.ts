import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { createWorkingTreeSource } from '../../../service/source/working-tree.ts';
import { createBaselineJob, startCiJob, until } from '../../helpers/ci-job.ts';
import { hashTree, realProject, temporaryFolder } from '../../helpers/python-projects.ts';
import { createLocalScene, REAL_RUNNER } from './local-provider-scene.ts';

describe('A baseline job of toolz, from its source distribution, with nothing set up', function () {
  this.timeout(300_000);

  it('gives the lines that each test executes, and leaves the tree as it was, byte for byte', async () => {
    const noProject = () => Promise.reject(new Error('not used'));
    const scene = await createLocalScene(REAL_RUNNER, noProject, await temporaryFolder('cache'));
    try {
      const project = await realpath(await realProject('toolz'));
      const before = hashTree(project);
      const job = createBaselineJob(project, {
        files: await planFiles(project, ['toolz/itertoolz.py', 'toolz/functoolz.py']),
      });
      const handle = await startCiJob(scene.provider, job);
      await until(() => scene.listener.changes.includes(job.jobId));
      assert.deepEqual(await scene.provider.poll(job.jobId, handle), { state: 'finished' });

      const records = scene.listener.records.get(job.jobId) ?? [];
      assert.equal(records.at(-1)?.type, 'finished', JSON.stringify(records.at(-1)));
      const tests = records.filter((record) => record.type === 'test');
      assert.equal(tests.filter(({ outcome }) => outcome === 'passed').length, 192);
      const groupby = tests.find(({ id }) => id === 'toolz/tests/test_itertoolz.py::test_groupby');
      assert.ok((groupby?.lines['toolz/itertoolz.py']?.length ?? 0) > 0);
      assert.equal(hashTree(project), before);
    } finally {
      await scene.close();
    }
  });
});

async function planFiles(project: string, paths: readonly string[]) {
  const { source } = createBaselineJob(project);
  const tree = await createWorkingTreeSource().open(source);
  return Promise.all(
    paths.map(async (path) => {
      const { bytes } = await tree.read(path);
      return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}
