import assert from 'node:assert/strict';
import type { CiJob, CiJobHandle, CiJobState, CiProvider } from '../../service/ci/ci-provider.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';
import { dispatchAgain, runOf, startCiJob, until, type ListenerRecording } from '../helpers/ci-job.ts';

/**
 * What the tests of a job do: end well; write at least two records and never end; write at least one record and take the
 * runner down with them.
 */
export type JobBehaviour = 'finishes' | 'never-ends' | 'dies';

export interface CiProviderScene {
  readonly provider: CiProvider;
  readonly listener: ListenerRecording;
  /** Whether records reach the listener while the job runs. */
  readonly streams: boolean;
  createJob(behaviour: JobBehaviour): Promise<CiJob>;
  /** Whether the job's files are still where it ran. */
  hasTracesOf(job: CiJob): Promise<boolean>;
  close(): Promise<void>;
}

/** The contract of `CiProvider`: every provider passes these. */
export function describeCiProvider(name: string, createScene: () => Promise<CiProviderScene>): void {
  describe(`The CI provider ${name}`, () => {
    let scene: CiProviderScene;
    beforeEach(async () => {
      scene = await createScene();
    });
    afterEach(() => scene.close());

    describeJobsThatEnd(() => scene);
    describeJobsThatAreStopped(() => scene);
  });
}

const start = ({ provider }: CiProviderScene, job: CiJob): Promise<CiJobHandle> => startCiJob(provider, job);

async function pollUntilEnd({ provider }: CiProviderScene, job: CiJob, handle: CiJobHandle): Promise<CiJobState> {
  let state: CiJobState = { state: 'queued' };
  await until(async () => {
    state = await provider.poll(job.jobId, handle);
    return state.state !== 'queued' && state.state !== 'running';
  });
  return state;
}

async function fetchAll({ provider }: CiProviderScene, job: CiJob, handle: CiJobHandle): Promise<RunnerRecord[]> {
  const records: RunnerRecord[] = [];
  for await (const record of provider.fetch(job.jobId, handle)) records.push(record);
  return records;
}

const typesOf = (records: readonly RunnerRecord[]): string[] => records.map(({ type }) => type);

function describeJobsThatEnd(scene: () => CiProviderScene): void {
  it('runs a job from `started` to `finished` and signals its end', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    assert.deepEqual(await pollUntilEnd(scene(), job, handle), { state: 'finished' });
    const types = typesOf(await fetchAll(scene(), job, handle));
    assert.equal(types[0], 'started');
    assert.equal(types.at(-1), 'finished');
    await until(() => scene().listener.changes.includes(job.jobId));
  });

  it('hands every record to the listener in order where it streams, none where it does not', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    await until(() => scene().listener.changes.includes(job.jobId));
    const fetched = await fetchAll(scene(), job, handle);
    assert.deepEqual(scene().listener.records.get(job.jobId) ?? [], scene().streams ? fetched : []);
  });

  it('gives the same records at every `fetch`', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    await pollUntilEnd(scene(), job, handle);
    const first = await fetchAll(scene(), job, handle);
    assert.ok(first.length > 2);
    assert.deepEqual(await fetchAll(scene(), job, handle), first);
  });

  it('starts a job once, however often `prepare` and `dispatch` are called', async () => {
    const job = await scene().createJob('finishes');
    const first = await start(scene(), job);
    const [second, third] = await Promise.all([start(scene(), job), dispatchAgain(scene().provider, job)]);
    assert.deepEqual([second, third], [first, first]);
    await pollUntilEnd(scene(), job, first);
    assert.deepEqual(await dispatchAgain(scene().provider, job), first);
    const types = typesOf(await fetchAll(scene(), job, first));
    assert.equal(types.filter((type) => type === 'started').length, 1);
  });

  it('calls a job whose runner died `lost`, says why, and keeps the records it finished', async () => {
    const job = await scene().createJob('dies');
    const handle = await start(scene(), job);
    const state = await pollUntilEnd(scene(), job, handle);
    assert.ok(state.state === 'lost' && state.reason.length > 20, JSON.stringify(state));
    const types = typesOf(await fetchAll(scene(), job, handle));
    assert.equal(types[0], 'started');
    assert.ok(!types.includes('finished'));
  });

  it('has handles that are small and survive JSON', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    const text = JSON.stringify(handle);
    assert.ok(text.length < 4096);
    const copy = JSON.parse(text) as CiJobHandle;
    assert.deepEqual(await pollUntilEnd(scene(), job, copy), { state: 'finished' });
  });
}

function describeJobsThatAreStopped(scene: () => CiProviderScene): void {
  it('cancels a running job within five seconds and keeps the records it finished', async () => {
    const job = await scene().createJob('never-ends');
    const handle = await start(scene(), job);
    await until(async () => (await fetchAll(scene(), job, handle)).length >= 2);
    assert.deepEqual(await scene().provider.poll(job.jobId, handle), { state: 'running' });
    const begin = performance.now();
    await scene().provider.cancel(job.jobId, handle);
    assert.ok(performance.now() - begin < 5_000);
    assert.deepEqual(await scene().provider.poll(job.jobId, handle), { state: 'cancelled' });
    assert.ok((await fetchAll(scene(), job, handle)).length >= 2);
    await scene().provider.cancel(job.jobId, handle);
  });

  it('leaves a finished job finished when it is cancelled too late', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    await pollUntilEnd(scene(), job, handle);
    await scene().provider.cancel(job.jobId, handle);
    assert.deepEqual(await scene().provider.poll(job.jobId, handle), { state: 'finished' });
  });

  it('leaves nothing of a run behind after `cleanUp`, which can be called again', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    await pollUntilEnd(scene(), job, handle);
    assert.equal(await scene().hasTracesOf(job), true);
    await scene().provider.cleanUp(runOf(job));
    assert.equal(await scene().hasTracesOf(job), false);
    await scene().provider.cleanUp(runOf(job));
    assert.equal((await scene().provider.poll(job.jobId, handle)).state, 'lost');
  });

  it('stops what still runs at `cleanUp`', async () => {
    const job = await scene().createJob('never-ends');
    const handle = await start(scene(), job);
    await scene().provider.cleanUp(runOf(job));
    assert.equal(await scene().hasTracesOf(job), false);
    assert.notEqual((await scene().provider.poll(job.jobId, handle)).state, 'running');
  });

  it('prepares nothing once the abort signal is given', async () => {
    const job = await scene().createJob('finishes');
    const reason = new Error('changed my mind');
    await assert.rejects(scene().provider.prepare([job], AbortSignal.abort(reason)), reason);
  });
}
