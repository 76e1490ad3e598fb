import assert from 'node:assert/strict';
import { cancelJobs } from '../../../service/activities/cancel-jobs.ts';
import { createJobListener } from '../../../service/activities/record-live.ts';
import { collectJob } from '../../../service/activities/collect-job.ts';
import { pollJob } from '../../../service/activities/poll-job.ts';
import { startJob } from '../../../service/activities/start-job.ts';
import type { Database } from '../../../service/storage/store.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import {
  createScene,
  createSelectedScene,
  neverAborted,
  openTestDatabase,
  startSceneJob,
  type ActivityScene,
} from '../../helpers/activity-scene.ts';
import { createRecordedRunControl } from '../../helpers/api-server.ts';
import { createResult } from '../../helpers/create-mutant.ts';
import { createFakeCi } from '../../helpers/fake-ci.ts';

const STARTED: RunnerRecord = {
  type: 'started',
  version: 1,
  runnerVersion: '1',
  pythonVersion: '3.13.0',
  pytestVersion: '8.3.4',
  platform: 'linux',
};
const FINISHED: RunnerRecord = { type: 'finished', cpuMs: 20, wallMs: 30 };
const test = (name: string, outcome: 'passed' | 'failed' | 'skipped', message?: string): RunnerRecord => ({
  type: 'test',
  id: `test_a.py::${name}`,
  outcome,
  cpuMs: 1,
  wallMs: 2,
  lines: { 'calculator.py': [[2, 2]] },
  ...(message !== undefined && { message }),
});

describe('activities of jobs', () => {
  let database: Database;
  let close: () => Promise<void>;

  before(async () => {
    ({ database, close } = await openTestDatabase());
  });
  after(() => close());

  describe('startJob', () => {
    it('brings a baseline plan with the hash of every file, prepared before it is dispatched', async () => {
      const scene = await createScene(database);
      const jobId = await startSceneJob(scene);
      const [job] = scene.ci.prepared;
      assert.equal(job?.plan.kind, 'baseline');
      assert.equal(job.plan.workers, 3, 'as many as the CI has');
      assert.deepEqual(
        job.plan.files.map(({ path, sha256 }) => [path, sha256.length]),
        [['calculator.py', 64]],
      );
      assert.deepEqual(scene.ci.dispatched, [jobId]);
      assert.deepEqual((await scene.store.findJob(jobId))?.handle, { number: 1 });
    });

    it('plans only the mutants of the shard that have no result', async () => {
      const scene = await createSelectedScene(database);
      const pending = await scene.store.listStoredMutants(scene.reference.runId, { pendingInShard: 0 });
      assert.ok(pending.length > 1);
      const done = pending[0]?.mutant.id ?? '';
      await scene.store.recordResults(scene.reference.runId, [createResult({ mutantId: done })]);
      await startSceneJob(scene, 0);
      const plan = scene.ci.prepared[0]?.plan;
      assert.ok(plan?.kind === 'mutants');
      assert.deepEqual(
        plan.mutants.map(({ id }) => id).sort(),
        pending
          .slice(1)
          .map(({ mutant }) => mutant.id)
          .sort(),
      );
      assert.deepEqual(
        plan.tests.map(({ id }) => id),
        ['test_calculator.py::test_add'],
      );
    });

    it('starts nothing where nothing is left', async () => {
      const { deps, reference, ci } = await createSelectedScene(database);
      const job = { ...reference, jobId: crypto.randomUUID(), workflowId: 'w', shardIndex: 99 };
      assert.equal((await startJob(deps, job, neverAborted)).left, 0);
      assert.deepEqual([ci.prepared, ci.dispatched], [[], []]);
    });

    it('dispatches nothing when it is cancelled while the CI prepares', async () => {
      const cancelled = new AbortController();
      const ci = createFakeCi({
        prepare: () => {
          cancelled.abort();
          return Promise.resolve();
        },
      });
      const { deps, reference } = await createScene(database, { ci });
      const job = { ...reference, jobId: crypto.randomUUID(), workflowId: 'w' };
      await assert.rejects(startJob(deps, job, cancelled.signal), { name: 'AbortError' });
      assert.deepEqual(ci.dispatched, []);
    });
  });

  describe('pollJob', () => {
    for (const [state, hasEnded] of [
      [{ state: 'queued' }, false],
      [{ state: 'running' }, false],
      [{ state: 'finished' }, true],
      [{ state: 'cancelled' }, true],
      [{ state: 'lost', reason: 'It vanished.' }, true],
    ] as const) {
      it(`says that a job which is ${state.state} has ${hasEnded ? '' : 'not '}ended`, async () => {
        const scene = await createScene(database);
        const jobId = await startSceneJob(scene);
        scene.ci.states.set(jobId, state);
        assert.deepEqual(await pollJob(scene.deps, { ...scene.reference, jobId }), { hasEnded });
      });
    }

    it('says that a job which was never dispatched has ended', async () => {
      const { deps, reference, store } = await createScene(database);
      const jobId = crypto.randomUUID();
      await store.saveJob({ jobId, runId: reference.runId, workflowId: 'w' });
      assert.deepEqual(await pollJob(deps, { ...reference, jobId }), { hasEnded: true });
    });
  });

  describe('collectJob of a baseline', () => {
    const collect = async (records: readonly RunnerRecord[]) => {
      const scene = await createScene(database);
      const jobId = await startSceneJob(scene);
      scene.ci.reports.set(jobId, [...records]);
      scene.ci.states.set(jobId, { state: 'finished' });
      return { scene, jobId, collect: () => collectJob(scene.deps, { ...scene.reference, jobId }, neverAborted) };
    };

    it('stores the tests that can notice a mutant, and sums the baseline up', async () => {
      const records = [STARTED, test('test_a', 'passed'), test('test_b', 'skipped'), FINISHED];
      const { scene, jobId, collect: run } = await collect(records);
      assert.deepEqual(await run(), { left: 0 });
      const { runId } = scene.reference;
      assert.deepEqual(
        (await scene.store.listTests(runId)).map(({ index, id }) => [index, id]),
        [[0, 'test_a.py::test_a']],
      );
      const baseline = (await scene.store.findRun(runId))?.baseline;
      assert.deepEqual([baseline?.tests, baseline?.cpuMs, baseline?.pythonVersion], [2, 20, '3.13.0']);
      assert.equal((await scene.store.findJob(jobId))?.outcome, 'finished');
    });

    it('says it once, however often it is collected', async () => {
      const { scene, collect: run } = await collect([STARTED, test('test_a', 'passed'), FINISHED]);
      await run();
      await run();
      assert.equal((await scene.events()).filter(({ type }) => type === 'baseline-finished').length, 1);
    });

    it('names the tests that fail without any mutant, as an error for the user', async () => {
      const { collect: run } = await collect([
        STARTED,
        test('test_a', 'failed', 'assert 1 == 2'),
        test('test_b', 'passed'),
        FINISHED,
      ]);
      await assert.rejects(run(), {
        code: 'baseline-failed',
        message: '1 tests fail without any mutant:\ntest_a.py::test_a: assert 1 == 2',
      });
    });

    it('takes a test that fails now and then as flaky, not as red', async () => {
      const flaky: RunnerRecord = { type: 'flaky', runs: 2, ids: ['test_a.py::test_a'] };
      const { scene, collect: run } = await collect([STARTED, test('test_a', 'failed'), flaky, FINISHED]);
      assert.deepEqual(await run(), { left: 0 });
      assert.equal((await scene.store.listTests(scene.reference.runId))[0]?.isFlaky, true);
    });

    it('says no-tests where every test was skipped', async () => {
      const { collect: run } = await collect([STARTED, test('test_a', 'skipped'), FINISHED]);
      await assert.rejects(run(), { code: 'no-tests' });
    });

    it('passes on what the runner says that only the user can mend', async () => {
      const { collect: run } = await collect([
        STARTED,
        { type: 'failed', code: 'pytest-missing', message: 'No pytest.' },
      ]);
      await assert.rejects(run(), { code: 'pytest-missing', message: 'No pytest.' });
    });

    it('uses nothing of a report that is cut off', async () => {
      const { scene, jobId, collect: run } = await collect([STARTED, test('test_a', 'passed')]);
      scene.ci.states.set(jobId, { state: 'lost', reason: 'It was killed.' });
      assert.deepEqual(await run(), { left: 1, reason: 'It was killed.' });
      assert.deepEqual(await scene.store.listTests(scene.reference.runId), []);
      assert.equal((await scene.store.findJob(jobId))?.outcome, 'lost');
    });
  });

  describe('collectJob of a shard', () => {
    const startShard = async () => {
      const scene = await createSelectedScene(database);
      const jobId = await startSceneJob(scene, 0);
      const mutants = await scene.store.listStoredMutants(scene.reference.runId, { pendingInShard: 0 });
      const results = mutants.map(({ mutant }): RunnerRecord => ({
        type: 'result',
        result: createResult({ mutantId: mutant.id }),
      }));
      const collect = () => collectJob(scene.deps, { ...scene.reference, jobId, shardIndex: 0 }, neverAborted);
      return { scene, jobId, results, collect };
    };
    const finishedMutants = async (scene: ActivityScene) =>
      (await scene.events()).filter(({ type }) => type === 'mutant-finished').length;

    it('records every result once, although it is collected twice', async () => {
      const { scene, jobId, results, collect } = await startShard();
      scene.ci.reports.set(jobId, [STARTED, ...results, FINISHED]);
      scene.ci.states.set(jobId, { state: 'finished' });
      assert.deepEqual(await collect(), { left: 0 });
      assert.deepEqual(await collect(), { left: 0 });
      assert.equal(await finishedMutants(scene), results.length);
      assert.equal((await scene.store.findRun(scene.reference.runId))?.counts.Survived, results.length);
    });

    it('takes the report’s word against what somebody else has sent in the job’s name, and drops what it does not say', async () => {
      const { scene, jobId, results, collect } = await startShard();
      const listener = createJobListener({ ...scene.deps, runControl: createRecordedRunControl() });
      const forged = (record: RunnerRecord): RunnerRecord =>
        record.type === 'result' ? { ...record, result: { ...record.result, status: 'RuntimeError' } } : record;
      for (const record of results) await listener.onRecord(jobId, forged(record), 'provisional');
      const { runId } = scene.reference;
      assert.equal((await scene.store.findRun(runId))?.counts.RuntimeError, results.length);
      const [first, ...others] = results;
      assert.ok(first?.type === 'result' && others.length > 0);
      scene.ci.reports.set(jobId, [STARTED, first]);
      scene.ci.states.set(jobId, { state: 'lost', reason: 'The machine went away.' });
      assert.equal((await collect()).left, others.length);
      const counts = (await scene.store.findRun(runId))?.counts;
      assert.deepEqual([counts?.RuntimeError, counts?.Survived, counts?.Pending], [0, 1, others.length]);
      assert.equal((await scene.store.findMutant(runId, first.result.mutantId))?.status, 'Survived');
      const next = await startSceneJob(scene, 0);
      const plan = scene.ci.prepared.find((job) => job.jobId === next)?.plan;
      assert.equal(plan?.kind === 'mutants' && plan.mutants.length, others.length);
    });

    it('keeps the first result of a mutant that a report has twice, and asks for those that it lacks', async () => {
      const { scene, jobId, results, collect } = await startShard();
      const [first] = results;
      assert.ok(first?.type === 'result' && results.length > 1);
      const { mutantId } = first.result;
      const doubled: RunnerRecord = { type: 'result', result: createResult({ mutantId, status: 'Killed' }) };
      scene.ci.reports.set(jobId, [STARTED, first, doubled, FINISHED]);
      scene.ci.states.set(jobId, { state: 'finished' });
      assert.equal((await collect()).left, results.length - 1, 'although the report says that it is whole');
      assert.equal((await scene.store.findMutant(scene.reference.runId, mutantId))?.status, 'Survived');
      assert.equal(await finishedMutants(scene), 1);
    });

    it('keeps what a lost job had finished, counts what is left and says why, once', async () => {
      const { scene, jobId, results, collect } = await startShard();
      scene.ci.reports.set(jobId, [STARTED, ...results.slice(0, 1)]);
      scene.ci.states.set(jobId, { state: 'lost', reason: 'The machine went down.' });
      const expected = { left: results.length - 1, reason: 'The machine went down.' };
      assert.deepEqual(await collect(), expected);
      assert.deepEqual(await collect(), expected);
      assert.equal(await finishedMutants(scene), 1);
      const notices = (await scene.events()).filter((event) => event.type === 'notice');
      assert.deepEqual(
        notices.map(({ message }) => message),
        ['A job ended before its work was done. The machine went down.'],
      );
    });

    it('takes an error inside the runner as a reason for another job', async () => {
      const { scene, jobId, results, collect } = await startShard();
      scene.ci.reports.set(jobId, [STARTED, { type: 'failed', code: 'internal', message: 'The pool broke.' }]);
      scene.ci.states.set(jobId, { state: 'finished' });
      assert.deepEqual(await collect(), { left: results.length, reason: 'The pool broke.' });
    });

    it('withholds the score when a canary was not caught', async () => {
      const { scene, jobId, results, collect } = await startShard();
      scene.ci.reports.set(jobId, [{ type: 'canary', path: 'calculator.py', isCaught: false }, ...results, FINISHED]);
      scene.ci.states.set(jobId, { state: 'finished' });
      await collect();
      assert.deepEqual(await scene.store.listWithheldReasons(scene.reference.runId), ['canary-not-caught']);
    });
  });

  it('cancelJobs cancels every open job in the CI and none that has ended', async () => {
    const scene = await createScene(database);
    const [ended, open] = [await startSceneJob(scene), await startSceneJob(scene)];
    await scene.store.updateJob(ended, { outcome: 'lost' });
    await cancelJobs(scene.deps, scene.reference);
    assert.deepEqual(scene.ci.cancelled, [open]);
    assert.deepEqual(await scene.store.listOpenJobs(scene.reference.runId), []);
  });
});
