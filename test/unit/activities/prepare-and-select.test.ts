import assert from 'node:assert/strict';
import { enumerateMutants } from '../../../service/activities/enumerate-mutants.ts';
import { prepareSource } from '../../../service/activities/prepare-source.ts';
import { selectMutants } from '../../../service/activities/select-mutants.ts';
import { chooseStrategy } from '../../../service/planning/choose-strategy.ts';
import type { ErrorCode } from '../../../shared/error-code.ts';
import type { Database } from '../../../service/storage/store.ts';
import {
  COVERING_TEST,
  createScene,
  createSelectedScene,
  neverAborted,
  openTestDatabase,
  type SceneOptions,
} from '../../helpers/activity-scene.ts';
import { createFakeCi, createFakeSource } from '../../helpers/fake-ci.ts';

const ADD = 'def add(a, b):\n    return a + b\n';

const readOrMiss = (path: string) =>
  path === 'a.py'
    ? Promise.resolve({ path, bytes: new TextEncoder().encode(ADD) })
    : Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' }));

describe('activities before the first mutant is run', () => {
  let database: Database;
  let close: () => Promise<void>;

  before(async () => {
    ({ database, close } = await openTestDatabase());
  });
  after(() => close());

  describe('prepareSource', () => {
    const prepare = async (options: SceneOptions = {}) => {
      const scene = await createScene(database, options);
      await prepareSource(scene.deps, scene.reference);
      return { ...scene, run: await scene.store.findRun(scene.reference.runId) };
    };

    it('keeps the commit, whether the tree differs from it, and where the run stands', async () => {
      const { run, events } = await prepare();
      assert.deepEqual([run?.commit, run?.isDirty, run?.status, run?.phase], ['c0ffee', true, 'Running', 'baseline']);
      const phases = (await events()).flatMap((event) => (event.type === 'phase-started' ? [event.phase] : []));
      assert.deepEqual(phases, ['source', 'baseline']);
    });

    it('lets settings of the request win over those of the project, key by key', async () => {
      const toml = '[tool.tinybug]\nworkers = 2\nmax-mutants = 7\n';
      const source = createFakeSource({ 'a.py': ADD, 'pyproject.toml': toml });
      const { run } = await prepare({ source, request: { settings: { workers: 5 } } });
      assert.deepEqual(run?.settings, { workers: 5, 'max-mutants': 7 });
    });

    const unmeasurable: readonly { what: string; code: ErrorCode; options: SceneOptions }[] = [
      {
        what: 'an unknown key in the settings',
        code: 'invalid-settings',
        options: { source: createFakeSource({ 'a.py': ADD, 'tinybug.toml': 'wokers = 2' }) },
      },
      {
        what: 'an unknown mutator in the request',
        code: 'invalid-settings',
        options: { request: { settings: { mutators: ['Arithmetik'] } } },
      },
      {
        what: 'a project without Python',
        code: 'no-python-files',
        options: { source: createFakeSource({ 'README.md': '' }) },
      },
      {
        what: 'a revision since which nothing changed',
        code: 'nothing-to-mutate',
        options: { request: { since: 'main' } },
      },
    ];
    for (const { what, code, options } of unmeasurable) {
      it(`says ${code} before any test is run, for ${what}`, async () => {
        await assert.rejects(prepare(options), { name: 'TinybugError', code });
      });
    }

    it('refuses a run that has ended', async () => {
      const { deps, reference, store } = await createScene(database);
      await store.updateRun(reference.runId, { status: 'Cancelled' });
      await assert.rejects(prepareSource(deps, reference), { code: 'run-already-ended' });
    });

    it('says not-found for an unknown run', async () => {
      const { deps, reference } = await createScene(database);
      const unknown = { ...reference, runId: '00000000-0000-4000-8000-000000000000' };
      await assert.rejects(prepareSource(deps, unknown), { code: 'not-found' });
    });
  });

  describe('enumerateMutants', () => {
    it('stores the mutants of each file with its text, and suppressed ones as ignored', async () => {
      const source = createFakeSource({
        'a.py': ADD,
        'b.py': 'def sub(a, b):\n    return a - b  # pragma: no mutate\n',
      });
      const { deps, reference, store } = await createScene(database, { source });
      await enumerateMutants(deps, reference, neverAborted);
      const mutants = await store.listStoredMutants(reference.runId);
      assert.ok(
        mutants.some(({ mutant, status }) => mutant.path === 'a.py' && mutant.original === '+' && status === 'Pending'),
      );
      const ofB = mutants.filter(({ mutant }) => mutant.path === 'b.py');
      assert.ok(
        ofB.length > 0 && ofB.every(({ status, statusReason }) => status === 'Ignored' && statusReason !== undefined),
      );
      assert.equal((await store.findSource(reference.runId, 'a.py'))?.text, ADD);
    });

    it('says which file is left out and why, and goes on with the others', async () => {
      const source = createFakeSource({ 'a.py': 'def broken(:\n', 'b.py': ADD });
      const { deps, reference, store, events } = await createScene(database, { source });
      await enumerateMutants(deps, reference, neverAborted);
      const skipped = (await events()).filter((event) => event.type === 'file-skipped');
      assert.deepEqual(
        skipped.map(({ path }) => path),
        ['a.py'],
      );
      assert.match(skipped[0]?.reason ?? '', /syntax error at line 1/);
      assert.deepEqual(
        (await store.listSources(reference.runId)).map(({ path }) => path),
        ['b.py'],
      );
    });

    it('finds the same mutants when it is started again', async () => {
      const { deps, reference, store } = await createScene(database);
      await enumerateMutants(deps, reference, neverAborted);
      const once = await store.listStoredMutants(reference.runId);
      await enumerateMutants(deps, reference, neverAborted);
      assert.deepEqual(await store.listStoredMutants(reference.runId), once);
    });

    it('keeps the statements that could not be mutated, once, and the selection counts them', async () => {
      const source = createFakeSource({ 'calculator.py': `import a; import b\n${ADD}` });
      const { deps, reference, store } = await createSelectedScene(database, { source });
      await enumerateMutants(deps, reference, neverAborted);
      const statement = { path: 'calculator.py', line: 1, reason: 'Imports are not mutated.' };
      const { items } = await store.listUnmutatedStatements(reference.runId, { limit: 10 });
      assert.deepEqual(items, [statement, statement]);
      assert.equal((await store.findRun(reference.runId))?.selection?.unmutatedStatements, 2);
    });

    it('warns of a name that no mutator has, once for each file, with the one that may be meant', async () => {
      const line = 'a = 1  # tinybug: ignore[NumbrLiteral]\n';
      const source = createFakeSource({
        'a.py': line + line,
        'b.py': line,
        'c.py': 'd = 2  # tinybug: ignore[Blue]\n',
      });
      const { deps, reference, events } = await createScene(database, { source });
      await enumerateMutants(deps, reference, neverAborted);
      await enumerateMutants(deps, reference, neverAborted);
      const warnings = (await events()).flatMap((event) =>
        event.type === 'notice' && event.level === 'warning' ? [event.message] : [],
      );
      const says = (path: string, name: string) =>
        `${path}:1: a comment says to ignore "${name}", and no mutator has this name.`;
      assert.deepEqual(warnings, [
        `${says('a.py', 'NumbrLiteral')} Did you mean "NumberLiteral"?`,
        `${says('b.py', 'NumbrLiteral')} Did you mean "NumberLiteral"?`,
        says('c.py', 'Blue'),
      ]);
    });

    it('leaves out a file that has vanished since the files were listed', async () => {
      const source = createFakeSource({ 'a.py': ADD }, { paths: ['a.py', 'gone.py'], read: readOrMiss });
      const { deps, reference, store } = await createScene(database, { source });
      await enumerateMutants(deps, reference, neverAborted);
      assert.deepEqual(
        (await store.listSources(reference.runId)).map(({ path }) => path),
        ['a.py'],
      );
    });

    it('stops when it is cancelled', async () => {
      const { deps, reference } = await createScene(database);
      await assert.rejects(enumerateMutants(deps, reference, AbortSignal.abort()), { name: 'AbortError' });
    });
  });

  describe('selectMutants', () => {
    it('gives shards to the mutants that a test covers and NoCoverage to the others', async () => {
      const source = createFakeSource({ 'calculator.py': `${ADD}\n\ndef sub(a, b):\n    return a - b\n` });
      const { store, reference } = await createSelectedScene(database, { source });
      const mutants = await store.listStoredMutants(reference.runId);
      const [add, sub] = ['add', 'sub'].map((name) => mutants.filter(({ mutant }) => mutant.functionName === name));
      assert.ok(add?.length && add.every(({ status, shardIndex }) => status === 'Pending' && shardIndex === 0));
      assert.deepEqual(add[0]?.coveredBy, [0]);
      assert.ok(sub?.length && sub.every(({ status }) => status === 'NoCoverage'));
    });

    it('answers the same when it is started again, also after results have come', async () => {
      const { deps, reference, store, events } = await createSelectedScene(database);
      const first = await selectMutants(deps, reference);
      const [pending] = await store.listStoredMutants(reference.runId, { pendingInShard: 0 });
      assert.ok(pending);
      const evidence = {
        activation: 'code-swap',
        activationProven: true,
        testsRun: 1,
        testsPlanned: 1,
        cpuMs: 1,
        wallMs: 1,
      } as const;
      const result = {
        mutantId: pending.mutant.id,
        status: 'Survived',
        killedBy: [],
        evidence: { ...evidence, repeats: { agreed: 1, total: 1 } },
      } as const;
      await store.recordResults(reference.runId, [{ ...result, killedBy: [] }]);
      assert.deepEqual(await selectMutants(deps, reference), first);
      assert.equal((await events()).filter(({ type }) => type === 'mutants-selected').length, 1);
      assert.equal((await store.findMutant(reference.runId, pending.mutant.id))?.status, 'Survived');
    });

    it('keeps the summary of a sample when it is started again', async () => {
      const request = { settings: { 'max-mutants': 1 } };
      const { deps, reference, store } = await createSelectedScene(database, { request });
      const once = (await store.findRun(reference.runId))?.selection;
      assert.ok(once && once.selected < once.enumerated);
      await selectMutants(deps, reference);
      assert.deepEqual((await store.findRun(reference.runId))?.selection, once);
    });

    it('says once what a CI is about to take, before the first shard is started', async () => {
      const capacity = chooseStrategy({ settings: {}, hasWorkflow: true, isPrivate: true, plan: 'team' });
      const { deps, reference, store, events } = await createSelectedScene(database, {
        ci: createFakeCi({}, capacity),
      });
      await selectMutants(deps, reference);
      const { length } = await store.listStoredMutants(reference.runId);
      const notices = (await events()).flatMap((event) => (event.type === 'notice' ? [event.message] : []));
      assert.equal(notices.length, 1);
      assert.match(notices[0] ?? '', new RegExp(`^Measures ${length} mutants in 1 CI job, about 1 minute from now, 1`));
      assert.match(notices[0] ?? '', /60 jobs at once for the plan "team"/);
    });

    it('measures by branches no more mutants than an hour has room for, and says of how many they are a sample', async () => {
      const settings = { 'concurrent-jobs': 1 };
      const capacity = chooseStrategy({ settings, hasWorkflow: false, isPrivate: true });
      const ci = createFakeCi({}, capacity);
      const scene = await createScene(database, { ci });
      const { deps, reference, store } = scene;
      await prepareSource(deps, reference);
      await enumerateMutants(deps, reference, neverAborted);
      await store.saveBaseline(reference.runId, [COVERING_TEST], {});
      const baseline = {
        tests: 1,
        flakyTests: [],
        wallMs: 0,
        cpuMs: 29 * 60_000,
        pythonVersion: '3',
        pytestVersion: '8',
      };
      await store.updateRun(reference.runId, { baseline });
      await selectMutants(deps, reference);
      // Two rounds of one branch each, one of them the file's canary.
      assert.equal((await store.listStoredMutants(reference.runId, { pendingInShard: 0 })).length, 1);
      const notices = (await scene.events()).flatMap((event) => (event.type === 'notice' ? [event.message] : []));
      assert.match(
        notices[0] ?? '',
        /Measures 1 mutant in 2 CI jobs, about 60 minutes .*a sample of \d+; with Tinybug's/,
      );
    });

    it('says nothing-to-mutate where every mutant is suppressed', async () => {
      const source = createFakeSource({ 'a.py': 'def sub(a, b):\n    return a - b  # pragma: no mutate\n' });
      const { deps, reference, store } = await createScene(database, { source });
      await enumerateMutants(deps, reference, neverAborted);
      await store.saveBaseline(reference.runId, [COVERING_TEST], {});
      await assert.rejects(selectMutants(deps, reference), { code: 'nothing-to-mutate', message: /suppressed/ });
    });
  });
});
