import assert from 'node:assert/strict';
import { readProjectMetadata } from '../../../../../service/ci/local/python/project-metadata.ts';
import { tinyProject } from '../../../../helpers/python-projects.ts';

describe('readProjectMetadata', () => {
  it('reads name, requirements, extras and groups of pyproject.toml', async () => {
    const folder = await tinyProject({
      'pyproject.toml': [
        '[project]\nname = "p"\nrequires-python = ">=3.9"\ndependencies = ["attrs"]',
        '[project.optional-dependencies]\ntest = ["hypothesis"]',
        '[dependency-groups]\nTest_All = ["a", {include-group = "base"}]\nbase = ["b", {include-group = "test-all"}]',
      ].join('\n'),
    });
    const metadata = await readProjectMetadata(folder);
    assert.equal(metadata.isInstallable, true);
    assert.equal(metadata.requiresPython, '>=3.9');
    assert.deepEqual(metadata.dependencies, ['attrs']);
    assert.deepEqual([...metadata.extras], [['test', ['hypothesis']]]);
    assert.deepEqual(
      [...metadata.groups],
      [
        ['test-all', ['a', 'b']],
        ['base', ['b', 'a']],
      ],
    );
  });

  for (const [isInstallable, path, text] of [
    [false, 'm.py', ''],
    [false, 'pyproject.toml', '[tool.pytest.ini_options]\n'],
    [false, 'setup.cfg', '[flake8]\n'],
    [true, 'setup.cfg', '[metadata]\nname = p\n'],
    [true, 'setup.py', ''],
    [true, 'pyproject.toml', '[build-system]\nrequires = []\n'],
    [true, 'pyproject.toml', '[project]\nname = "p"\n'],
  ] as const) {
    it(`says that a project with ${path} ${JSON.stringify(text)} ${isInstallable ? 'can' : 'cannot'} be installed`, async () => {
      assert.equal((await readProjectMetadata(await tinyProject({ [path]: text }))).isInstallable, isInstallable);
    });
  }

  it('does not know dependencies that the build determines', async () => {
    const folder = await tinyProject({ 'pyproject.toml': '[project]\nname = "p"\ndynamic = ["dependencies"]\n' });
    assert.equal((await readProjectMetadata(folder)).dependencies, undefined);
  });

  it('finds requirement files at the usual places', async () => {
    const files = ['dev-requirements.txt', 'requirements.txt', 'requirements/dev.txt', 'tests/requirements.txt'];
    const others = ['notes.txt', 'tests/data.txt', 'requirements.in'];
    const folder = await tinyProject(Object.fromEntries([...files, ...others].map((path) => [path, ''])));
    assert.deepEqual((await readProjectMetadata(folder)).requirementFiles, files);
  });

  for (const text of ['[project', '[project]\ndependencies = 3\n']) {
    it(`refuses ${JSON.stringify(text)} as invalid-settings`, async () => {
      await assert.rejects(readProjectMetadata(await tinyProject({ 'pyproject.toml': text })), {
        code: 'invalid-settings',
        message: /^pyproject\.toml cannot be understood: /,
      });
    });
  }
});
