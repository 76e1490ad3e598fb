import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readPreparation } from '../../../../../service/ci/github-actions/sharded/read-preparation.ts';
import { readWorkflow } from '../../../../../service/ci/github-actions/workflows/workflow-document.ts';

async function prepare(name: string) {
  const file = new URL(`../../../../fixtures/test-workflows/${name}.yml`, import.meta.url);
  const { notes, ...preparation } = readPreparation([
    readWorkflow({ path: `${name}.yml`, text: await readFile(file, 'utf8') })!,
  ]);
  return { preparation, notes: notes.join('\n') };
}
const step = (run: string, workingDirectory?: string) => ({ run, workingDirectory });

describe('readPreparation', () => {
  it('takes versions from a matrix, the install command and plain variables', async () => {
    const { preparation, notes } = await prepare('pip-matrix');
    assert.deepEqual(preparation, {
      runsOn: 'ubuntu-22.04',
      pythonVersion: '3.13',
      checkout: { 'fetch-depth': 0 },
      install: [step('python -m pip install --upgrade pip\npip install -e ".[test]"')],
      services: {},
      env: { PIP_DISABLE_PIP_VERSION_CHECK: '1', SHOP_LEVEL: 'debug' },
      launcher: '',
      workingDirectory: undefined,
    });
    assert.match(notes, /Taken from the job "tests" of pip-matrix\.yml/);
    assert.match(notes, /Python 3\.13 is the newest of 3\.9, 3\.10, 3\.12, 3\.13/);
    assert.match(notes, /variable "TOKEN" was left out/);
    assert.match(notes, /"Show the event" was left out: it depends on expressions/);
  });

  it('takes plain services, the folder and the tool that starts the tests', async () => {
    const { preparation, notes } = await prepare('uv-services');
    assert.deepEqual(Object.keys(preparation.services), ['postgres']);
    assert.deepEqual(preparation.install, [
      step('python -m pip install uv'),
      step('sudo apt-get update && sudo apt-get install -y libpq-dev', '.'),
      step('uv sync --frozen --all-extras'),
    ]);
    assert.deepEqual(
      [preparation.launcher, preparation.workingDirectory, preparation.pythonVersion, preparation.runsOn],
      ['uv run', 'backend', '3.12', 'ubuntu-24.04'],
    );
    assert.match(notes, /service "private" was left out/);
    assert.match(notes, /"example\/notify@v1" was left out: it is an action of somebody else/);
  });

  it('takes what comes before the tests in their own step', async () => {
    const { preparation, notes } = await prepare('poetry');
    assert.deepEqual(preparation.install, [
      step('python -m pip install poetry'),
      step('poetry install --with dev'),
      step('poetry install -E all'),
    ]);
    assert.deepEqual(
      [preparation.launcher, preparation.checkout, preparation.pythonVersion],
      ['poetry run', { submodules: 'recursive' }, '3.11'],
    );
    assert.match(notes, /"pip install extra" was left out/);
  });

  it('says what it could not read, and what it took instead', async () => {
    const { preparation, notes } = await prepare('tox');
    assert.deepEqual(
      [preparation.runsOn, preparation.pythonVersion, preparation.install.length],
      ['ubuntu-latest', '3.12', 1],
    );
    for (const reason of [
      /machine of that job was not taken/,
      /no plain Python version/,
      /No command that installs/,
      /services were left out/,
    ])
      assert.match(notes, reason);
    assert.match(readPreparation([]).notes.join(), /No workflow was found/);
  });
});
