import assert from 'node:assert/strict';
import { readRequirementFile } from '../../../../../service/ci/local/python/requirement-file.ts';
import { tinyProject } from '../../../../helpers/python-projects.ts';

describe('readRequirementFile', () => {
  it('follows included files relative to the one that includes them, and each once', async () => {
    const folder = await tinyProject({
      'requirements/test.txt': '-r base.txt\n--requirement=../more.txt\n-c limits.txt\npytest-mock  # for mocks\n',
      'requirements/base.txt': '# the base\nattrs\n-r test.txt\n',
      'requirements/limits.txt': 'attrs<30\n',
      'more.txt': '\nhypothesis>=6 ; python_version >= "3.9"\n',
    });
    assert.deepEqual(await readRequirementFile(folder, 'requirements/test.txt'), {
      requirements: ['attrs', 'hypothesis>=6 ; python_version >= "3.9"', 'pytest-mock'],
      constraints: ['attrs<30'],
      ownExtras: [],
    });
  });

  it('turns an installation of the project itself into its extras', async () => {
    const folder = await tinyProject({ 'test.txt': '-e .[test, cli]\n--editable=.\n.\n-e file:.[more]\n' });
    const { requirements, ownExtras } = await readRequirementFile(folder, 'test.txt');
    assert.deepEqual([requirements, ownExtras], [[], ['test', 'cli', 'more']]);
  });

  it('installs other folders of the project, but not in editable mode', async () => {
    const folder = await tinyProject({ 'test.txt': '-e ./plugins/one\n-e git+https://example.org/two.git#egg=two\n' });
    const { requirements } = await readRequirementFile(folder, 'test.txt');
    assert.deepEqual(requirements, ['./plugins/one', '-e git+https://example.org/two.git#egg=two']);
  });

  it('leaves out hashes, also on continued lines', async () => {
    const folder = await tinyProject({
      'test.txt': 'six==1.16.0 \\\n    --hash=sha256:abc \\\n    --hash=sha256:def\nattrs\n',
    });
    assert.deepEqual((await readRequirementFile(folder, 'test.txt')).requirements, ['six==1.16.0', 'attrs']);
  });

  it('keeps options for pip', async () => {
    const folder = await tinyProject({ 'test.txt': '--extra-index-url https://example.org/simple\n--pre\n' });
    const { requirements } = await readRequirementFile(folder, 'test.txt');
    assert.deepEqual(requirements, ['--extra-index-url https://example.org/simple', '--pre']);
  });

  it('names a file that is missing', async () => {
    const folder = await tinyProject({ 'test.txt': '-r lost.txt\n' });
    const expected = { code: 'install-failed', message: 'The requirement file lost.txt cannot be read.' };
    await assert.rejects(readRequirementFile(folder, 'test.txt'), expected);
  });
});
