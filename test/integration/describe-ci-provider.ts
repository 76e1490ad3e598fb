import assert from 'node:assert/strict';
import type { CiJob, CiJobHandle, CiJobState, CiProvider } from '../../service/ci/ci-provider.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';
import { dispatchAgain, runOf, startCiJob, until, type ListenerRecording } from '../helpers/ci-job.ts';

/**
 * What the tests of a job do: end well; write at least two records and never end; write at least one record and take the
 * runner down with them.
 */
export type JobBehaviour = 'finishes' | 'never-ends' | 'dies';

/** What the CI behind a provider lets it do: the contract says for each what holds with it, and what without. */
export interface CiAbilities {
  /** Records reach the listener while the job runs. */
  readonly streams: boolean;
  /** The provider itself tells the listener that a job may have ended; elsewhere the CI's webhooks do. */
  readonly tellsOfEnds: boolean;
  /** `fetch` has the records of a job that still runs. */
  readonly showsRecordsEarly: boolean;
  /** What a job had recorded when it was ended is there; elsewhere records arise from a job's end. */
  readonly keepsRecordsOfEndedJobs: boolean;
  /** The tests of a job are gone when `cancel` or `cleanUp` returns; elsewhere their end has been asked for. */
  readonly stopsAtOnce: boolean;
  /** Nothing is known of a job once its run is cleaned up; elsewhere the CI remembers what it ran. */
  readonly forgetsJobs: boolean;
}

export interface CiProviderScene {
  readonly provider: CiProvider;
  readonly listener: ListenerRecording;
  readonly abilities: CiAbilities;
  createJob(behaviour: JobBehaviour): Promise<CiJob>;
  /** Whether what the provider made for the job is still where it ran. */
  hasTracesOf(job: CiJob): Promise<boolean>;
  /** How often the job's tests were started, as the CI itself counts them. */
  countStarts(job: CiJob): Promise<number>;
  /** Resolves when the tests of a job that never ends are at work. */
  untilAtWork(job: CiJob, handle: CiJobHandle): Promise<void>;
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

function pollAfterStop(scene: CiProviderScene, job: CiJob, handle: CiJobHandle): Promise<CiJobState> {
  return scene.abilities.stopsAtOnce ? scene.provider.poll(job.jobId, handle) : pollUntilEnd(scene, job, handle);
}

async function fetchAll({ provider }: CiProviderScene, job: CiJob, handle: CiJobHandle): Promise<RunnerRecord[]> {
  const records: RunnerRecord[] = [];
  for await (const record of provider.fetch(job.jobId, handle)) records.push(record);
  return records;
}

/** Two handles of one job; they may have been written at different times. */
function assertSameJob(handle: CiJobHandle, other: CiJobHandle): void {
  assert.deepEqual({ ...handle, dispatchedAt: 0 }, { ...other, dispatchedAt: 0 });
}

const typesOf = (records: readonly RunnerRecord[]): string[] => records.map(({ type }) => type);

function describeJobsThatEnd(scene: () => CiProviderScene): void {
  it('runs a job from `started` to `finished` and signals its end, where no webhook does', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    assert.deepEqual(await pollUntilEnd(scene(), job, handle), { state: 'finished' });
    const types = typesOf(await fetchAll(scene(), job, handle));
    assert.equal(types[0], 'started');
    assert.equal(types.at(-1), 'finished');
    if (scene().abilities.tellsOfEnds) await until(() => scene().listener.changes.includes(job.jobId));
    else assert.deepEqual(scene().listener.changes, []);
  });

  it('hands every record to the listener in order where it streams, none where it does not', async () => {
    const job = await scene().createJob('finishes');
    const handle = await start(scene(), job);
    await pollUntilEnd(scene(), job, handle);
    const fetched = await fetchAll(scene(), job, handle);
    const heard = () => scene().listener.records.get(job.jobId) ?? [];
    if (scene().abilities.streams) await until(() => heard().length >= fetched.length);
    assert.deepEqual(heard(), scene().abilities.streams ? fetched : []);
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
    for (const again of [second, third]) assertSameJob(again, first);
    await pollUntilEnd(scene(), job, first);
    assertSameJob(await dispatchAgain(scene().provider, job), first);
    assert.equal(await scene().countStarts(job), 1);
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
  it('asks within five seconds for the end of a running job, and keeps the records it finished, where any were', async () => {
    const job = await scene().createJob('never-ends');
    const handle = await start(scene(), job);
    await scene().untilAtWork(job, handle);
    assert.deepEqual(await scene().provider.poll(job.jobId, handle), { state: 'running' });
    assert.equal((await fetchAll(scene(), job, handle)).length >= 2, scene().abilities.showsRecordsEarly);
    const begin = performance.now();
    await scene().provider.cancel(job.jobId, handle);
    assert.ok(performance.now() - begin < 5_000);
    assert.equal((await pollAfterStop(scene(), job, handle)).state, 'cancelled');
    const records = await fetchAll(scene(), job, handle);
    assert.equal(records.length >= 2, scene().abilities.keepsRecordsOfEndedJobs);
    assert.ok(!typesOf(records).some((type) => type === 'finished' || type === 'failed'));
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
    const { state } = await scene().provider.poll(job.jobId, handle);
    assert.equal(state, scene().abilities.forgetsJobs ? 'lost' : 'finished');
  });

  it('stops what still runs at `cleanUp`', async () => {
    const job = await scene().createJob('never-ends');
    const handle = await start(scene(), job);
    await scene().provider.cleanUp(runOf(job));
    assert.equal(await scene().hasTracesOf(job), false);
    assert.ok(['lost', 'cancelled'].includes((await pollAfterStop(scene(), job, handle)).state));
  });

  it('prepares nothing once the abort signal is given', async () => {
    const job = await scene().createJob('finishes');
    const reason = new Error('changed my mind');
    await assert.rejects(scene().provider.prepare([job], AbortSignal.abort(reason)), reason);
    assert.equal(await scene().hasTracesOf(job), false);
  });
}
