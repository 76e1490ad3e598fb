import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { lintWorkflow } from '../../helpers/github/lint-workflow.ts';

describe('the workflow files of the fixtures', () => {
  for (const file of ['ci-with-junit/.github/workflows/ci.yml', 'ci-without-junit/.github/workflows/tests.yml'])
    it(`${file} is right for actionlint and for GitHub's own parser`, async () => {
      assert.deepEqual(await lintWorkflow(await readFile(`test/fixtures/${file}`, 'utf8')), []);
    });

  it('one with an error has it named by both', async () => {
    const problems = await lintWorkflow('on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    stepz: []\n');
    assert.match(problems.join('\n'), /Unexpected value 'stepz'[^]*unexpected key "stepz"/);
  });
});
