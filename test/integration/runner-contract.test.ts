import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { RunnerPlan, type BaselinePlan, type KnownBaseline, type MutantsPlan } from '../../shared/runner-plan.ts';
import { RunnerRecord } from '../../shared/runner-report.ts';
import { temporaryFolder, tinyProject } from '../helpers/python-projects.ts';
import { pythonWithPytest } from './local-provider/local-provider-scene.ts';

const SOURCE = `LIMIT = 3


def grow(number):
    while number < LIMIT:
        number += 1
    return number


def leave():
    return 0
`;
const TESTS = `import pytest
import code_under_test

def test_grow():
    assert code_under_test.grow(1) == 3

def test_leave():
    assert code_under_test.leave() is not None

@pytest.mark.skip
def test_skipped():
    pass

@pytest.mark.xfail
def test_expected_to_fail():
    assert code_under_test.grow(5) == 3
`;
const SHA256 = createHash('sha256').update(SOURCE).digest('hex');

type Json = Record<string, unknown>;

const schemaAccepts = new Ajv2020().compile(z.toJSONSchema(RunnerRecord) as Json);
const planSchemaAccepts = new Ajv2020().compile(z.toJSONSchema(RunnerPlan) as Json);

async function runRunner(project: string, plan: unknown): Promise<readonly RunnerRecord[]> {
  const folder = await temporaryFolder('contract');
  const [planFile, report] = [join(folder, 'plan.json'), join(folder, 'report.ndjson')];
  await writeFile(planFile, JSON.stringify(plan));
  const command = [resolve('runner/src'), '--plan', planFile, '--report', report];
  await promisify(execFile)(await pythonWithPytest(), command, { cwd: project });
  const lines = (await readFile(report, 'utf8')).trimEnd().split('\n');
  for (const line of lines) {
    assert.ok(schemaAccepts(JSON.parse(line)), `${line}: ${JSON.stringify(schemaAccepts.errors)}`);
  }
  return lines.map((line) => RunnerRecord.parse(JSON.parse(line)));
}

const base = {
  version: 1 as const,
  runId: 'a-run',
  jobId: 'a-job',
  pytestArguments: [],
  workers: 2,
  files: [{ path: 'code_under_test.py', sha256: SHA256 }],
};

const baselinePlan = (): BaselinePlan => ({ ...base, kind: 'baseline', repeats: 2 });

function mutantsPlan(baseline: readonly RunnerRecord[]): MutantsPlan {
  const tests = baseline.flatMap((record) => (record.type === 'test' ? [record] : []));
  const mutants = [
    { original: 'number < LIMIT', replacement: 'number <= LIMIT', line: 5 },
    { original: 'return 0', replacement: 'return 1', line: 11 },
    { original: 'number += 1', replacement: 'pass', line: 6 },
    { original: 'number += 1', replacement: 'number +=', line: 6 },
    { original: 'return 0', replacement: 'import os; os._exit(1)', line: 11 },
    { original: 'LIMIT = 3', replacement: 'LIMITS = 3', line: 1 },
  ];
  return {
    ...base,
    kind: 'mutants',
    tests: tests.map(({ id, cpuMs, wallMs }) => ({ id, cpuMs, wallMs, isFlaky: false })),
    mutants: mutants.map(({ original, replacement, line }, index) => ({
      id: index.toString(16).padStart(16, '0'),
      path: 'code_under_test.py',
      byteRange: [SOURCE.indexOf(original), SOURCE.indexOf(original) + original.length],
      original,
      replacement,
      static: line === 1,
      coverageLines: [line, line],
      tests: [0, 1, 3],
    })),
    timeout: { factor: 2, constantMs: 500, idleMs: 5000 },
  };
}

function knownFrom(records: readonly RunnerRecord[]): KnownBaseline {
  const record = records.find(({ type }) => type === 'dependencies');
  assert.ok(record?.type === 'dependencies');
  const { environment, collection, files } = record;
  return { runId: 'an-earlier-run', environment, collection, files };
}

function spoiltKnown(): Json[] {
  const known = { runId: 'an-earlier-run', environment: SHA256, collection: SHA256, files: [['a.py', null]] };
  return [
    { ...known, environment: 'short' },
    { ...known, surprise: true },
    { ...known, files: [['a.py']] },
    { ...known, files: [['a.py', 'short']] },
    { ...known, files: [['', SHA256]] },
  ];
}

const project = (): Promise<string> => tinyProject({ 'code_under_test.py': SOURCE, 'test_code.py': TESTS });

describe('The contract between the service and the runner', () => {
  it('holds for every record that the real runner writes for a baseline', async () => {
    const records = await runRunner(await project(), RunnerPlan.parse(baselinePlan()));
    const types = new Set(records.map((record) => record.type));
    assert.deepEqual([...types], ['started', 'collected', 'test', 'import-lines', 'flaky', 'dependencies', 'finished']);
    const outcomes = records.flatMap((record) => (record.type === 'test' ? [record.outcome] : []));
    assert.deepEqual(outcomes, ['passed', 'passed', 'skipped', 'xfailed']);
  });

  it('holds for every record that the real runner writes for mutants, whatever their fate', async () => {
    const folder = await project();
    const baseline = await runRunner(folder, baselinePlan());
    const records = await runRunner(folder, RunnerPlan.parse(mutantsPlan(baseline)));
    const results = records.flatMap((record) => (record.type === 'result' ? [record.result] : []));
    const statuses = new Map(results.map((result) => [Number(`0x${result.mutantId}`), result.status]));
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((index) => statuses.get(index)),
      ['Killed', 'Survived', 'Timeout', 'CompileError', 'RuntimeError', 'Killed'],
    );
    assert.equal(records.at(-1)?.type, 'finished');
  });

  it('holds for a known baseline that still holds', async () => {
    const folder = await project();
    const plan = RunnerPlan.parse({ ...baselinePlan(), known: knownFrom(await runRunner(folder, baselinePlan())) });
    assert.ok(planSchemaAccepts(JSON.parse(JSON.stringify(plan))));
    const records = await runRunner(folder, plan);
    assert.deepEqual(
      records.map((record) => record.type),
      ['started', 'baseline-known', 'finished'],
    );
  });

  it('holds for the record of a failure', async () => {
    const folder = await tinyProject({
      'code_under_test.py': SOURCE,
      'test_code.py': 'def test_bad():\n    assert 0\n',
    });
    const records = await runRunner(folder, baselinePlan());
    const last = records.at(-1);
    assert.equal(last?.type === 'failed' && last.code, 'baseline-failed');
  });

  it('is refused by the runner where the schema refuses the plan, and by nobody else', async () => {
    const folder = await project();
    const plan = baselinePlan();
    const spoilt: readonly Json[] = [
      { ...plan, version: 2 },
      { ...plan, kind: 'other' },
      { ...plan, workers: 0 },
      { ...plan, workers: 1.5 },
      { ...plan, repeats: 101 },
      { ...plan, surprise: true },
      { ...plan, files: [{ path: '../outside.py', sha256: SHA256 }] },
      { ...plan, files: [{ path: '/absolute.py', sha256: SHA256 }] },
      { ...plan, files: [{ path: 'a.py', sha256: 'short' }] },
      { ...plan, pytestArguments: [1] },
      { ...plan, runId: undefined },
      ...spoiltKnown().map((known) => ({ ...plan, known })),
    ];
    for (const bad of spoilt) {
      const records = await runRunner(folder, bad);
      const last = records.at(-1);
      assert.ok(!RunnerPlan.safeParse(bad).success, JSON.stringify(bad));
      assert.ok(last?.type === 'failed' && last.message.startsWith('The plan is not valid: '), JSON.stringify(records));
    }
    assert.ok(planSchemaAccepts(JSON.parse(JSON.stringify(plan))));
  });
});
