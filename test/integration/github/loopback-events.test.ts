import assert from 'node:assert/strict';
import { evaluateCondition, interpolate } from '../../helpers/github/actions/expressions.ts';
import { expandMatrix } from '../../helpers/github/actions/expand-matrix.ts';
import { skipsCi, startsOnPullRequest, startsOnPush } from '../../helpers/github/actions/event-filters.ts';
import { matchesPatterns } from '../../helpers/github/actions/filter-pattern.ts';
import { readWorkflowFile } from '../../helpers/github/actions/workflow-file.ts';

const JOBS = '\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }\n';

describe('which events start a workflow on the loopback GitHub', () => {
  // The examples of GitHub's "Filter pattern cheat sheet".
  for (const [pattern, matching, others] of [
    ['feature/*', ['feature/my-branch', 'feature/your-branch'], ['feature/beta-a/my-branch', 'feature']],
    ['feature/**', ['feature/beta-a/my-branch', 'feature/your-branch'], ['other/feature']],
    ['*', ['main', 'releases'], ['all/the/branches']],
    ['**', ['all/the/branches', 'every/tag'], []],
    ['*feature', ['mona-feature', 'feature'], ['feature-x']],
    ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1']],
    ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0']],
    ['*.jsx?', ['page.js', 'page.jsx'], ['page.ts']],
    ['**/docs/*.md', ['docs/README.md', 'a/markdown/docs/README.md'], ['docs/a/README.md']],
    ['**/migrate-*.sql', ['migrate-10909.sql', 'db/sept/migrate-v1.sql'], ['migrate.sql']],
  ] as const)
    it(`the pattern ${pattern} matches what GitHub says`, () => {
      for (const name of matching) assert.equal(matchesPatterns(name, [pattern]), true, name);
      for (const name of others) assert.equal(matchesPatterns(name, [pattern]), false, name);
    });

  it('a later pattern with ! takes out what an earlier one let in, and the next may let it in again', () => {
    const patterns = ['**', '!docs/**', 'docs/conf.py'];
    assert.deepEqual(
      ['app.py', 'docs/index.md', 'docs/conf.py'].map((name) => matchesPatterns(name, patterns)),
      [true, false, true],
    );
  });

  const push = async (on: string, ref: string, files: readonly string[] = []): Promise<boolean> =>
    startsOnPush(await readWorkflowFile('ci.yml', `${on}${JOBS}`), { ref, changedFiles: () => Promise.resolve(files) });

  for (const [on, ref, files, expected] of [
    ['on: push', 'refs/heads/x', [], true],
    ['on: [push, pull_request]', 'refs/tags/v1', [], true],
    ['on: pull_request', 'refs/heads/x', [], false],
    ['on: { push: { branches: [main] } }', 'refs/heads/main', [], true],
    ['on: { push: { branches: [main] } }', 'refs/heads/tinybug/mutant-1', [], false],
    ['on: { push: { branches: [main] } }', 'refs/tags/v1', [], false],
    ['on: { push: { tags: ["v*"] } }', 'refs/heads/main', [], false],
    ['on: { push: { branches-ignore: ["tinybug/**"] } }', 'refs/heads/tinybug/mutant-1', [], false],
    ['on: { push: { branches-ignore: ["tinybug/**"] } }', 'refs/heads/main', [], true],
    ['on: { push: { paths: ["src/**"] } }', 'refs/heads/main', ['src/a/b.py'], true],
    ['on: { push: { paths: ["src/**"] } }', 'refs/heads/main', ['README.md'], false],
    ['on: { push: { paths-ignore: ["docs/**"] } }', 'refs/heads/main', ['docs/a.md'], false],
    ['on: { push: { paths-ignore: ["docs/**"] } }', 'refs/heads/main', ['docs/a.md', 'a.py'], true],
  ] as const)
    it(`"${on}" ${expected ? 'starts' : 'does not start'} on a push of ${ref} with [${files.join()}]`, async () => {
      assert.equal(await push(on, ref, files), expected);
    });

  for (const [on, action, expected] of [
    ['on: pull_request', 'opened', true],
    ['on: pull_request', 'closed', false],
    ['on: { pull_request: { types: [labeled] } }', 'opened', false],
    ['on: { pull_request: { branches: [main] } }', 'synchronize', true],
    ['on: { pull_request: { branches: [release] } }', 'opened', false],
  ] as const)
    it(`"${on}" ${expected ? 'starts' : 'does not start'} for a pull request to main that is ${action}`, async () => {
      const file = await readWorkflowFile('ci.yml', `${on}${JOBS}`);
      const event = { action, baseBranch: 'main', changedFiles: () => Promise.resolve(['a.py']) };
      assert.equal(await startsOnPullRequest(file, event), expected);
    });

  it('a message with one of the marks of GitHub skips', () => {
    assert.equal(skipsCi('Fix [skip ci]'), true);
    assert.equal(skipsCi('Fix\n\nskip-checks: true'), true);
    assert.equal(skipsCi('Fix the skip of ci'), false);
  });
});

describe('what a workflow says, on the loopback GitHub', () => {
  for (const [description, matrix, expected] of [
    [
      'every combination of its axes',
      { a: [1, 2], b: ['x'] },
      [
        { a: 1, b: 'x' },
        { a: 2, b: 'x' },
      ],
    ],
    ['no combination that is excluded', { a: [1, 2], exclude: [{ a: 2 }] }, [{ a: 1 }]],
    ['what include adds to a combination', { a: [1, 2], include: [{ a: 2, c: 3 }] }, [{ a: 1 }, { a: 2, c: 3 }]],
    ['what include adds beside them', { a: [1], include: [{ a: 9 }] }, [{ a: 1 }, { a: 9 }]],
    [
      'what include adds to all',
      { a: [1, 2], include: [{ c: 3 }] },
      [
        { a: 1, c: 3 },
        { a: 2, c: 3 },
      ],
    ],
    ['only includes', { include: [{ s: 0 }, { s: 1 }] }, [{ s: 0 }, { s: 1 }]],
  ] as const)
    it(`a matrix has ${description}`, () => {
      assert.deepEqual(expandMatrix(matrix), expected);
    });

  it('more than 256 jobs of a matrix are refused, as is none', () => {
    assert.throws(() => expandMatrix({ a: Array.from({ length: 257 }, (_, number) => number) }), /256/);
    assert.throws(() => expandMatrix({ a: [] }), /does not contain any values/);
  });

  it('expressions keep the type of their value, and become text between other text', () => {
    const contexts = { inputs: { shards: '[0, 1]', name: 'x' } };
    assert.deepEqual(interpolate('${{ fromJSON(inputs.shards) }}', contexts), [0, 1]);
    assert.equal(
      interpolate('shard ${{ inputs.name }} of ${{ fromJSON(inputs.shards)[1] }}', contexts),
      'shard x of 1',
    );
  });

  it('a condition means success() unless it asks for another state', () => {
    const failed = { hasFailure: true, isCancelled: false };
    const contexts = { github: { event_name: 'push' } };
    assert.equal(evaluateCondition("github.event_name == 'push'", contexts, failed), false);
    assert.equal(evaluateCondition('always()', contexts, failed), true);
    assert.equal(evaluateCondition("${{ failure() && github.event_name == 'push' }}", contexts, failed), true);
  });
});
