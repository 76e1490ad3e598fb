import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { API, type OperationName, ProblemDocument } from '../../../shared/api.ts';
import type { z } from 'zod';
import { locateHostedRepository } from '../../../service/routes/repository-location.ts';
import { createWorkingTreeSource } from '../../../service/source/working-tree.ts';
import { createFakeCi } from '../../helpers/fake-ci.ts';
import { type ApiServer, requestApi, startApiServer } from '../../helpers/api-server.ts';
import { completeRun, createSampleResult, prepareSampleRun, type SampleRun } from '../../helpers/sample-run.ts';

type JsonOperation = Exclude<OperationName, 'streamRunEvents' | 'streamTriage'>;

describe('Operations of the API', () => {
  let api: ApiServer;
  let folder: string;
  before(async () => {
    api = await startApiServer({
      estimating: {
        providers: new Map([['local', createFakeCi()]]),
        sources: new Map([['local', createWorkingTreeSource()]]),
      },
    });
    folder = await mkdtemp(path.join(os.tmpdir(), 'tinybug-project-'));
  });
  beforeEach(() => {
    api.runControl.calls.length = 0;
    api.runControl.failure = undefined;
  });
  after(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask<Name extends JsonOperation>(
    name: Name,
    address: string,
    init?: RequestInit,
  ): Promise<z.infer<(typeof API)[Name]['response']>> {
    const response = await requestApi(api, address, { method: API[name].method, ...init });
    const json: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify(json));
    return API[name].response.parse(json) as z.infer<(typeof API)[Name]['response']>;
  }
  async function fail(address: string, init?: RequestInit): Promise<ProblemDocument> {
    return ProblemDocument.parse(await (await requestApi(api, address, init)).json());
  }
  const body = (value: unknown, headers: Record<string, string> = {}) => ({
    method: 'POST',
    body: JSON.stringify(value),
    headers,
  });
  const register = () => ask('registerRepository', '/repos', body({ ciProvider: 'local', location: folder }));

  it('registerRepository gives the same repository for the same folder, however it is written', async () => {
    const repository = await register();
    assert.equal(repository.name, path.basename(folder));
    const again = await ask('registerRepository', '/repos', body({ ciProvider: 'local', location: `${folder}/./` }));
    assert.deepEqual(again, repository);
    assert.deepEqual((await ask('listRepositories', '/repos')).items, [repository]);
  });

  it('registerRepository refuses what is not an existing folder', async () => {
    const file = path.join(folder, 'file.txt');
    await writeFile(file, '');
    const codeFor = async (location: string) => (await fail('/repos', body({ ciProvider: 'local', location }))).code;
    assert.equal(await codeFor(path.join(folder, 'missing')), 'path-missing');
    assert.equal(await codeFor('relative/folder'), 'path-missing');
    assert.equal(await codeFor(`${folder}\0`), 'path-missing');
    assert.equal(await codeFor(file), 'path-not-a-folder');
  });

  it('registerRepository refuses local folders where the service is hosted, and names that GitHub does not give', async () => {
    await assert.rejects(locateHostedRepository({ ciProvider: 'local', location: folder }), {
      code: 'local-provider-refused',
    });
    for (const location of ['owner', 'owner/name/more', 'https://github.com/owner/name', 'owner/..', '-o/name']) {
      const problem = await fail('/repos', body({ ciProvider: 'github-actions', location }));
      assert.equal(problem.code, 'invalid-request', location);
    }
  });

  it('registerRepository finds a repository of GitHub again however its name is written', async () => {
    const registerNamed = (location: string) =>
      ask('registerRepository', '/repos', body({ ciProvider: 'github-actions', location }));
    const repository = await registerNamed('Robinhood/Arrows');
    assert.deepEqual([repository.location, repository.name], ['robinhood/arrows', 'Robinhood/Arrows']);
    assert.equal((await registerNamed('robinhood/arrows')).id, repository.id);
  });

  it('estimateRun counts the mutants of a project and what measuring them takes, and starts nothing', async () => {
    await writeFile(path.join(folder, 'shop.py'), 'def total(a, b):\n    return a + b\n');
    const { id: repositoryId } = await register();
    const estimate = await ask('estimateRun', '/estimates', body({ repositoryId, settings: { paths: ['shop.py'] } }));
    const { mutants, jobs, billedMinutes, basis } = estimate;
    assert.deepEqual(
      { mutants, jobs, billedMinutes, basis },
      { mutants: 2, jobs: 3, billedMinutes: 0, basis: 'guess' },
    );
    assert.deepEqual(api.runControl.calls, []);
  });

  it('startRun takes a revision and a patch for a repository of GitHub, and refuses them for a folder', async () => {
    const { id: folderId } = await register();
    const patch = 'diff --git a/a.py b/a.py\n';
    const problem = await fail('/runs', body({ repositoryId: folderId, revision: 'main', patch }));
    assert.equal(problem.code, 'invalid-request');
    const location = 'robinhood/arrows';
    const { id: repositoryId } = await ask(
      'registerRepository',
      '/repos',
      body({ ciProvider: 'github-actions', location }),
    );
    const run = await ask('startRun', '/runs', body({ repositoryId, revision: 'main', patch }));
    assert.equal(run.revision, 'main');
    assert.equal(await api.organisation.store.findPatch(run.id), patch);
    assert.equal(await api.other.store.findPatch(run.id), undefined);
  });

  it('startRun stores the run and starts its workflow', async () => {
    const { id: repositoryId } = await register();
    const run = await ask('startRun', '/runs', body({ repositoryId, since: 'main', settings: { 'max-mutants': 10 } }));
    assert.deepEqual([run.status, run.since, run.settings], ['Queued', 'main', { 'max-mutants': 10 }]);
    assert.deepEqual(api.runControl.calls, [`start ${run.id}`]);
    assert.deepEqual(await ask('showRun', `/runs/${run.id}`), run);
  });

  it('startRun gives the same run for the same Idempotency-Key, and 409 for another request with it', async () => {
    const { id: repositoryId } = await register();
    const headers = { 'Idempotency-Key': 'once' };
    const [first, second] = await Promise.all([
      ask('startRun', '/runs', body({ repositoryId }, headers)),
      ask('startRun', '/runs', body({ repositoryId }, headers)),
    ]);
    assert.equal(second.id, first.id);
    assert.equal((await fail('/runs', body({ repositoryId, since: 'main' }, headers))).code, 'idempotency-conflict');
    assert.notEqual((await ask('startRun', '/runs', body({ repositoryId }))).id, first.id);
  });

  it('startRun keeps a run whose workflow cannot be started, and starts it when the key comes again', async () => {
    const { id: repositoryId } = await register();
    const headers = { 'Idempotency-Key': 'while Temporal is away'.replaceAll(' ', '-') };
    api.runControl.failure = new Error('connect ECONNREFUSED 10.0.0.1:7233');
    const problem = await fail('/runs', body({ repositoryId }, headers));
    assert.deepEqual([problem.status, problem.code], [503, 'temporal-unavailable']);
    assert.doesNotMatch(JSON.stringify(problem), /ECONNREFUSED|10\.0\.0\.1/);
    api.runControl.failure = undefined;
    const run = await ask('startRun', '/runs', body({ repositoryId }, headers));
    assert.ok(problem.detail.includes(run.id));
    assert.deepEqual(api.runControl.calls, [`start ${run.id}`, `start ${run.id}`]);
  });

  it('listRuns goes through all runs page by page, newest first, each once', async () => {
    const { id: repositoryId } = await register();
    for (let count = 0; count < 5; count += 1) await ask('startRun', '/runs', body({ repositoryId }));
    const all = (await ask('listRuns', `/runs?repositoryId=${repositoryId}`)).items;
    const paged = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: { items: { id: string }[]; nextCursor?: string | undefined } = await ask(
        'listRuns',
        `/runs?limit=2&repositoryId=${repositoryId}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    assert.ok(all.length >= 5);
    assert.deepEqual(
      paged.map(({ id }) => id),
      all.map(({ id }) => id),
    );
    const times = all.map(({ createdAt }) => createdAt);
    assert.deepEqual(times, times.toSorted().toReversed());
  });

  it('cancelRun asks the workflow to stop, and leaves an ended run alone', async () => {
    const { run } = await prepareSampleRun(api.organisation.store);
    assert.equal((await ask('cancelRun', `/runs/${run.id}/cancel`)).id, run.id);
    assert.deepEqual(api.runControl.calls, [`cancel ${run.id}`]);
    await api.organisation.store.updateRun(run.id, { status: 'Cancelled', endedAt: new Date().toISOString() }, [
      { type: 'run-cancelled' },
    ]);
    assert.equal((await ask('cancelRun', `/runs/${run.id}/cancel`)).status, 'Cancelled');
    const completed = await prepareSampleRun(api.organisation.store);
    await completeRun(api.organisation.store, completed.run.id);
    assert.equal((await fail(`/runs/${completed.run.id}/cancel`, { method: 'POST' })).code, 'run-already-ended');
    assert.equal(api.runControl.calls.length, 1);
  });

  describe('on a measured run', () => {
    let sample: SampleRun;
    before(async () => {
      const { store } = api.organisation;
      sample = await prepareSampleRun(store);
      const results = sample.mutants.map((mutant, index) =>
        createSampleResult(mutant, index % 4 === 1 ? 'Survived' : 'Killed'),
      );
      await store.recordResults(sample.run.id, results);
      await completeRun(store, sample.run.id);
    });

    it('showRun has the counts and the score', async () => {
      const run = await ask('showRun', `/runs/${sample.run.id}`);
      assert.deepEqual([run.status, run.counts.Killed, run.counts.Survived], ['Completed', 15, 5]);
      assert.equal(run.score?.score, 0.75);
    });

    it('listMutants filters by status and by file', async () => {
      const survived = await ask('listMutants', `/runs/${sample.run.id}/mutants?status=Survived`);
      assert.equal(survived.items.length, 5);
      const ofFile = await ask(
        'listMutants',
        `/runs/${sample.run.id}/mutants?path=${encodeURIComponent('shop/cart.py')}&limit=500`,
      );
      assert.deepEqual(
        ofFile.items.map(({ id }) => id),
        sample.mutants.filter(({ path: file }) => file === 'shop/cart.py').map(({ id }) => id),
      );
    });

    it('listUnmutatedStatements pages, filters by reason, and is not-found for a run of another organisation', async () => {
      const { store } = api.organisation;
      const { run } = await prepareSampleRun(store);
      const statements = [1, 2, 3].map((line) => ({
        path: 'shop/cart.py',
        line,
        reason: line === 2 ? 'Context managers are left alone.' : 'Imports are not mutated.',
      }));
      await store.saveUnmutatedStatements(run.id, statements);
      const address = `/runs/${run.id}/reach`;
      const first = await ask('listUnmutatedStatements', `${address}?limit=2`);
      assert.deepEqual(first.items, statements.slice(0, 2));
      const second = await ask('listUnmutatedStatements', `${address}?limit=2&cursor=${first.nextCursor ?? ''}`);
      assert.deepEqual(second, { items: statements.slice(2) });
      const reason = encodeURIComponent('Context managers are left alone.');
      assert.deepEqual((await ask('listUnmutatedStatements', `${address}?reason=${reason}`)).items, [statements[1]]);

      const foreign = await prepareSampleRun(api.other.store);
      await api.other.store.saveUnmutatedStatements(foreign.run.id, statements);
      const problem = await fail(`/runs/${foreign.run.id}/reach`);
      assert.deepEqual([problem.status, problem.code], [404, 'not-found']);
    });

    it('showMutant has diff, evidence and covering tests', async () => {
      const mutant = sample.mutants.find(({ functionName }) => functionName === 'is_express_possible');
      const detail = await ask('showMutant', `/runs/${sample.run.id}/mutants/${mutant?.id ?? ''}`);
      assert.match(detail.diff, /^- {4}return zone == "domestic" and hour < 14$/m);
      assert.match(detail.diff, /^\+ {4}return zone != "domestic" and hour < 14$/m);
      assert.deepEqual(detail.coveredBy, [
        'tests/test_cart.py::test_add',
        'tests/test_cart.py::test_total',
        'tests/test_shipping.py::test_cost',
      ]);
      assert.ok(detail.evidence?.activationProven);
      assert.equal((await fail(`/runs/${sample.run.id}/mutants/${'0'.repeat(16)}`)).code, 'not-found');
    });

    it('showSource has the text that was measured, and no other file', async () => {
      const { text } = await ask('showSource', `/runs/${sample.run.id}/source?path=shop%2Fcart.py`);
      assert.match(text, /^"""What a customer is about to buy/);
      const missing = await fail(`/runs/${sample.run.id}/source?path=..%2Fcart.py`);
      assert.equal(missing.code, 'invalid-request');
      assert.equal((await fail(`/runs/${sample.run.id}/source?path=shop%2Fnone.py`)).code, 'not-found');
    });

    it('exportReport gives the run in the report schema', async () => {
      const report = await ask('exportReport', `/runs/${sample.run.id}/report.json`);
      const schema = createRequire(import.meta.url)(
        'mutation-testing-report-schema/mutation-testing-report-schema.json',
      ) as object;
      const ajv = new Ajv({ strict: false, validateFormats: false });
      assert.ok(ajv.validate(schema, report), ajv.errorsText());
      assert.deepEqual(Object.keys(report.files).toSorted(), ['shop/cart.py', 'shop/discounts.py', 'shop/shipping.py']);
    });
  });
});
