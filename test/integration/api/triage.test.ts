import assert from 'node:assert/strict';
import { createParser } from 'eventsource-parser';
import { ProblemDocument } from '../../../shared/api.ts';
import { createApiClient, type ApiClient } from '../../../shared/api-client.ts';
import type { TriageChange } from '../../../shared/triage.ts';
import { readTriage } from '../../../shared/triage-stream.ts';
import { type ApiServer, requestApi, startApiServer } from '../../helpers/api-server.ts';
import { completeRun, createSampleResult, prepareSampleRun, type SampleRun } from '../../helpers/sample-run.ts';

const org = 'local';
const EQUIVALENT = { kind: 'equivalent', reason: 'the result is the same', proposedBy: 'person' } as const;

describe('Triage by the API', () => {
  let api: ApiServer;
  let client: ApiClient;
  let sample: SampleRun;
  let runId: string;
  let survivors: string[];
  let killed: string;
  before(async () => {
    api = await startApiServer({ heartbeatMs: 50 });
    client = createApiClient({ baseUrl: api.origin, token: api.organisation.token, fetch });
  });
  after(() => api.close());
  beforeEach(async () => {
    sample = await measureSample();
    runId = sample.run.id;
    survivors = sample.mutants.filter((_, index) => index % 4 === 1).map(({ id }) => id);
    killed = sample.mutants[0]?.id ?? '';
    for (const { mutantId } of (await client.call('listTriage', { params: { org, ...ofRepository() } })).items)
      await client.call('removeTriage', { params: { org, runId, mutantId } });
  });

  async function measureSample(survives = (index: number): boolean => index % 4 === 1): Promise<SampleRun> {
    const { store } = api.organisation;
    const measured = await prepareSampleRun(store);
    const results = measured.mutants.map((mutant, index) =>
      createSampleResult(mutant, survives(index) ? 'Survived' : 'Killed'),
    );
    await store.recordResults(measured.run.id, results);
    await completeRun(store, measured.run.id);
    return measured;
  }
  const ofRepository = () => ({ repositoryId: sample.repository.id });
  const mark = (mutantId: string, body: Parameters<typeof put>[1] = EQUIVALENT) => put(mutantId, body);
  const put = (
    mutantId: string,
    body: { kind: 'equivalent' | 'not-useful'; reason: string; proposedBy: 'person' | 'agent' },
  ) => client.call('triageMutant', { params: { org, runId, mutantId }, body });
  const showMutant = (mutantId: string, run = runId) =>
    client.call('showMutant', { params: { org, runId: run, mutantId } });
  const showRun = (run = runId) => client.call('showRun', { params: { org, runId: run } });
  const problem = async (path: string, init: RequestInit) =>
    ProblemDocument.parse(await (await requestApi(api, path, init)).json());

  it('a mark shows on the mutant with its reason, who made it and when, in every run of the repository', async () => {
    const mutantId = survivors[0] ?? '';
    const later = await measureSample();
    const { at, by } = await mark(mutantId);
    assert.equal(by, 'test', 'the name of the token');
    for (const run of [runId, later.run.id]) {
      const { status, triage } = await showMutant(mutantId, run);
      assert.equal(status, 'Survived', 'what was measured stays');
      assert.deepEqual(triage, { ...EQUIVALENT, by, at });
    }
    const query = { triage: 'only' } as const;
    const { items } = await client.call('listMutants', { params: { org, runId: later.run.id }, query });
    assert.deepEqual(
      items.map(({ id, triage }) => [id, triage?.reason]),
      [[mutantId, EQUIVALENT.reason]],
    );
    await client.call('removeTriage', { params: { org, runId: later.run.id, mutantId } });
    assert.equal((await showMutant(mutantId)).triage, undefined);
  });

  it('the score stays as it was measured, and a run says beside it what it would be without marked mutants', async () => {
    const before = await showRun();
    await mark(survivors[0] ?? '');
    await mark(survivors[1] ?? '', { kind: 'not-useful', reason: 'a log text', proposedBy: 'agent' });
    const { score, counts, triage } = await showRun();
    assert.deepEqual([score, counts, before.triage], [before.score, before.counts, undefined]);
    assert.equal(score?.score, 15 / 20);
    assert.deepEqual(triage, { equivalent: 1, notUseful: 1, contradicted: 0, scoreWithout: 15 / 18 });
    const listed = await client.call('listRuns', { params: { org }, query: ofRepository() });
    assert.deepEqual(listed.items.find(({ id }) => id === runId)?.triage, triage);
  });

  it('a later run that catches a mutant marked as equivalent says so, and the mark stays to be seen', async () => {
    await mark(survivors[0] ?? '');
    const later = await measureSample(() => false);
    const { triage, score } = await showRun(later.run.id);
    assert.deepEqual([score?.score, triage], [1, { equivalent: 0, notUseful: 0, contradicted: 1 }]);
    const detail = await showMutant(survivors[0] ?? '', later.run.id);
    assert.deepEqual([detail.status, detail.triage?.kind], ['Killed', 'equivalent']);
  });

  it('a mutant that a test caught in the run cannot be marked', async () => {
    await assert.rejects(mark(killed), { code: 'mutant-caught' });
    assert.equal((await showMutant(killed)).triage, undefined);
  });

  it('the report has the measured status, with the mark in its reason', async () => {
    await mark(survivors[0] ?? '');
    const report = await client.call('exportReport', { params: { org, runId } });
    const mutants = Object.values(report.files as Record<string, { mutants: { id: string }[] }>).flatMap(
      (file) => file.mutants as { id: string; status: string; statusReason?: string }[],
    );
    const exported = mutants.find(({ id }) => id === survivors[0]);
    assert.equal(exported?.status, 'Survived');
    assert.match(
      exported.statusReason ?? '',
      /^Marked as equivalent by test on \d{4}-\d\d-\d\d: the result is the same$/,
    );
  });

  it('the record keeps every mark and its removal', async () => {
    const mutantId = survivors[0] ?? '';
    const { sequence } = await mark(mutantId);
    await mark(mutantId, { ...EQUIVALENT, kind: 'not-useful' });
    const { change } = await client.call('removeTriage', { params: { org, runId, mutantId } });
    assert.equal(change?.mark, undefined);
    const { items } = await client.call('listTriage', { params: { org, ...ofRepository() }, query: { mutantId } });
    assert.deepEqual(
      items.filter((entry) => entry.sequence >= sequence).map((entry) => entry.mark?.kind),
      ['equivalent', 'not-useful', undefined],
    );
    const never = await client.call('removeTriage', { params: { org, runId, mutantId: survivors[4] ?? '' } });
    assert.deepEqual(never, {});
  });

  it('several who mark the same mutant at once all get an answer, and one of their marks holds', async () => {
    const mutantId = survivors[0] ?? '';
    const changes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => mark(mutantId, { ...EQUIVALENT, reason: `reason ${index}` })),
    );
    const last = changes.toSorted((a, b) => b.sequence - a.sequence)[0];
    assert.equal(new Set(changes.map(({ sequence }) => sequence)).size, 8);
    assert.equal((await showMutant(mutantId)).triage?.reason, last?.mark?.reason);
  });

  it('a reason is needed, is one line of at most 500 characters, and is otherwise taken as it is', async () => {
    const path = `/runs/${runId}/mutants/${survivors[0] ?? ''}/triage`;
    const refuse = async (body: unknown) => {
      const { code, status } = await problem(path, { method: 'PUT', body: JSON.stringify(body) });
      assert.deepEqual([code, status], ['invalid-request', 400], JSON.stringify(body).slice(0, 80));
    };
    await refuse({ kind: 'equivalent' });
    for (const reason of ['', ' \t ', 'a\nb', 'a\u2028b', 'a\u0000b', '\u001b[31m', 'x'.repeat(501), 7])
      await refuse({ kind: 'equivalent', reason });
    await refuse({ kind: 'wrong', reason: 'x' });
    await refuse({ kind: 'equivalent', reason: 'x', by: 'somebody else' });
    assert.equal((await showMutant(survivors[0] ?? '')).triage, undefined);
    const reason = '<img src=x onerror=alert(1)> [x](command:y) 漢';
    await mark(survivors[0] ?? '', { ...EQUIVALENT, reason: `  ${reason} ` });
    assert.equal((await showMutant(survivors[0] ?? '')).triage?.reason, reason);
  });

  it('mutants, runs and repositories of another organisation are answered like those that do not exist', async () => {
    const foreign = await prepareSampleRun(api.other.store);
    const mutantId = foreign.mutants[0]?.id ?? '';
    const unknown = crypto.randomUUID();
    const body = JSON.stringify(EQUIVALENT);
    const ask = (run: string, repository: string) => [
      problem(`/runs/${run}/mutants/${mutantId}/triage`, { method: 'PUT', body }),
      problem(`/runs/${run}/mutants/${mutantId}/triage`, { method: 'DELETE' }),
      problem(`/repos/${repository}/triage`, {}),
      problem(`/repos/${repository}/triage-events`, {}),
    ];
    const answers = await Promise.all(ask(foreign.run.id, foreign.repository.id));
    assert.deepEqual(answers, await Promise.all(ask(unknown, unknown)));
    assert.ok(answers.every(({ code, status }) => code === 'not-found' && status === 404));
    assert.deepEqual(await api.other.store.listTriageAfter(foreign.repository.id, 0, 10), []);
    const missing = await problem(`/runs/${runId}/mutants/${'f'.repeat(16)}/triage`, { method: 'PUT', body });
    assert.equal(missing.code, 'not-found');
  });

  it('the stream has the record so far, then what others add, and goes on behind a known entry', async () => {
    const [one = '', two = ''] = survivors;
    const before = await mark(one);
    const ending = new AbortController();
    const read = async (afterSequence: number, until: (change: TriageChange) => boolean): Promise<TriageChange[]> => {
      const changes: TriageChange[] = [];
      for await (const change of readTriage({
        open: (after, signal) => client.openTriageEvents({ org, ...ofRepository() }, after, signal),
        createParser,
        afterSequence,
        signal: ending.signal,
      })) {
        changes.push(change);
        if (until(change)) break;
      }
      return changes;
    };
    const isOfTwo = (change: TriageChange) => change.mutantId === two && change.sequence > before.sequence;
    const [whole, rest] = [read(0, isOfTwo), read(before.sequence, isOfTwo)];
    const added = await mark(two);
    assert.deepEqual(await rest, [added]);
    const all = await whole;
    assert.deepEqual(all.slice(-2), [before, added]);
    assert.deepEqual(
      all.map(({ sequence }) => sequence),
      all.map((_, index) => index + 1),
    );
    ending.abort();
  });
});
