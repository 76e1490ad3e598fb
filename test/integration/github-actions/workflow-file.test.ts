import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { execa } from 'execa';
import { parse } from 'yaml';
import { z } from 'zod';
import { readPreparation } from '../../../service/ci/github-actions/sharded/read-preparation.ts';
import { createWorkflowFile } from '../../../service/ci/github-actions/sharded/workflow-file.ts';
import { WORKFLOW_PATH } from '../../../service/ci/github-actions/sharded/workflow-path.ts';
import { readWorkflow } from '../../../service/ci/github-actions/workflows/workflow-document.ts';
import { ACTIONLINT, obtainGoTool } from '../../helpers/github/obtain-go-tool.ts';

const Generated = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.strictObject({
    measure: z.object({
      strategy: z.object({ 'fail-fast': z.boolean() }),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional(), if: z.string().optional() })),
    }),
  }),
});
const read = (text: string) => Generated.parse(parse(text));

const NAMES = ['pip-matrix', 'uv-services', 'poetry', 'tox', 'hostile'];

async function generate(name: string, streamsTo?: string): Promise<string> {
  const file = new URL(`../../fixtures/test-workflows/${name}.yml`, import.meta.url);
  const workflow = readWorkflow({ path: `.github/workflows/${name}.yml`, text: await readFile(file, 'utf8') });
  assert.ok(workflow);
  return createWorkflowFile(readPreparation([workflow]), { streamsTo, timeoutMinutes: 60 });
}

describe('createWorkflowFile', () => {
  let actionlint: string;
  before(async function () {
    this.timeout(300_000);
    actionlint = await obtainGoTool(ACTIONLINT);
  });

  for (const name of NAMES)
    it(`writes a file from ${name}.yml that actionlint and GitHub's own parser accept`, async () => {
      for (const text of [await generate(name), await generate(name, 'https://tinybug.example')]) {
        const linted = await execa(actionlint, ['-no-color', '-shellcheck=', '-pyflakes=', '-'], {
          input: text,
          reject: false,
        });
        assert.equal(linted.exitCode, 0, `${linted.stdout}\n${text}`);
        const { context } = parseWorkflow({ name: WORKFLOW_PATH, content: text }, new NoOperationTraceWriter());
        assert.deepEqual(context.errors.getErrors(), []);
      }
    });

  it('is judged by tools that notice a mistake', async () => {
    const text = (await generate('poetry')).replace('runs-on:', 'runs-at:');
    const linted = await execa(actionlint, ['-no-color', '-'], { input: text, reject: false });
    assert.equal(linted.exitCode, 1);
    const { context } = parseWorkflow({ name: WORKFLOW_PATH, content: text }, new NoOperationTraceWriter());
    assert.notDeepEqual(context.errors.getErrors(), []);
  });

  for (const name of NAMES)
    it(`gives the workflow from ${name}.yml no more than it needs`, async () => {
      const text = await generate(name);
      const workflow = read(text);
      assert.deepEqual(workflow.permissions, { contents: 'read' });
      assert.deepEqual(Object.keys(workflow.on), ['workflow_dispatch']);
      assert.doesNotMatch(text.replace(/^#.*$/gm, ''), /secrets/);
      const { strategy, steps } = workflow.jobs.measure;
      assert.equal(strategy['fail-fast'], false);
      for (const { uses, run } of steps) {
        if (uses !== undefined) assert.match(uses, /^actions\/[\w-]+@[0-9a-f]{40}$/);
        // Whatever comes from outside reaches a shell through its environment alone.
        else assert.doesNotMatch(run!, /\$\{\{/);
      }
      assert.equal(steps.at(-1)?.if, 'always()');
      for (const line of text.match(/uses: .*/g) ?? []) assert.match(line, /# v\d+\.\d+\.\d+$/);
    });

  it('lets a job ask for a token of its own only where results stream', async () => {
    assert.deepEqual(read(await generate('poetry', 'https://tinybug.example')).permissions, {
      contents: 'read',
      'id-token': 'write',
    });
  });

  it('stops at an input that is no id', async () => {
    const run = read(await generate('poetry')).jobs.measure.steps[0]!.run!;
    const COMMIT = 'c0ffee00'.repeat(5);
    const check = (environment: { RUN: string; SHARD: string; COMMIT?: string }) =>
      execa('bash', ['-eo', 'pipefail', '-c', run], { env: { COMMIT, ...environment }, reject: false }).then(
        ({ exitCode }) => exitCode,
      );
    assert.equal(await check({ RUN: 'a1-b2', SHARD: '0b0c1c1e-5d5e-4d0f-8f0e-2f6a3c1d9b77' }), 0);
    for (const bad of ['', '../x', '-x', 'a b', 'a\nb', '$(id)', 'a'.repeat(65)]) {
      assert.equal(await check({ RUN: bad, SHARD: 'a' }), 1, bad);
      assert.equal(await check({ RUN: 'a', SHARD: bad }), 1, bad);
      assert.equal(await check({ RUN: 'a', SHARD: 'b', COMMIT: bad }), 1, bad);
    }
  });
});
