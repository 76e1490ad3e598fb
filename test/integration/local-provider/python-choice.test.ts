import assert from 'node:assert/strict';
import { chmod, mkdir, realpath, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createPythonEnvironments } from '../../../service/ci/local/python-environment.ts';
import { findBasePython } from '../../../service/ci/local/python/python-search.ts';
import { temporaryFolder, tinyProject, writeFiles } from '../../helpers/python-projects.ts';
import { pythonWithPytest } from './local-provider-scene.ts';

const never = new AbortController().signal;

/** A program that answers like an interpreter of that version, and counts its calls in a file beside it. */
async function fakeInterpreter(folder: string, name: string, version: number[], hasPytest = true): Promise<string> {
  const path = join(folder, name);
  const answer = JSON.stringify({ version, executable: path, hasPytest });
  await writeFiles(folder, {
    [name]: `#!/bin/sh\necho called >> '${path}.calls'\necho 'a warning' >&2\necho '${answer}'\n`,
  });
  await chmod(path, 0o755);
  return path;
}

/** The PATH holds what the fake interpreters need and no interpreter. */
async function environmentWith(folder: string): Promise<{ PATH: string }> {
  const tools = await temporaryFolder('tools');
  await symlink('/bin/sh', join(tools, 'sh'));
  await symlink('/bin/cat', join(tools, 'cat'));
  return { PATH: `${folder}:${tools}` };
}

describe('The interpreter for the tests of a project', () => {
  let projectFolder: string;
  let cacheFolder: string;
  beforeEach(async () => {
    projectFolder = await realpath(await tinyProject({ 'm.py': '' }));
    cacheFolder = await temporaryFolder('cache');
  });

  async function resolve(python: string | undefined, environment: Record<string, string | undefined> = process.env) {
    const environments = createPythonEnvironments({ cacheFolder, environment });
    return environments.resolve({
      projectFolder,
      python,
      notify: (message) => Promise.reject(new Error(message)),
      abortSignal: never,
    });
  }

  it('is the one of the settings: a path, a path in the project, an environment’s folder or a name on the PATH', async () => {
    const binFolder = join(projectFolder, 'env', 'bin');
    const path = await fakeInterpreter(binFolder, 'python', [3, 11, 0]);
    const environment = await environmentWith(binFolder);
    for (const python of [path, 'env/bin/python', 'env', 'python'])
      assert.equal(await resolve(python, environment), path);
  });

  for (const folder of ['.venv', 'venv']) {
    it(`is the one in ${folder} where the settings name none`, async () => {
      const path = await fakeInterpreter(join(projectFolder, folder, 'bin'), 'python', [3, 12, 1]);
      assert.equal(await resolve(undefined), path);
    });
  }

  it('is found the second time without starting a process, and asked again when it has changed', async () => {
    const path = await fakeInterpreter(join(projectFolder, '.venv', 'bin'), 'python', [3, 12, 1]);
    await resolve(undefined);
    await rm(`${path}.calls`);
    const begin = performance.now();
    assert.equal(await resolve(undefined), path);
    assert.ok(performance.now() - begin < 50);
    await assert.rejects(realpath(`${path}.calls`), { code: 'ENOENT' });
    await utimes(path, new Date(), new Date(0));
    await resolve(undefined);
    await realpath(`${path}.calls`);
  });

  it('is refused without pytest, and accepted as soon as pytest is there', async () => {
    const folder = join(projectFolder, '.venv', 'bin');
    const path = await fakeInterpreter(folder, 'python', [3, 12, 1], false);
    const message = `${path} (Python 3.12.1) has no module pytest.`;
    await assert.rejects(resolve(undefined), { code: 'pytest-missing', message });
    await fakeInterpreter(folder, 'python', [3, 12, 1]);
    assert.equal(await resolve(undefined), path);
  });

  it('is refused when it is older than 3.9', async () => {
    const path = await fakeInterpreter(projectFolder, 'old', [3, 8, 18]);
    await assert.rejects(resolve('./old'), { code: 'python-too-old', message: `${path} is Python 3.8.18.` });
  });

  it('is refused when there is none of that name, and when it does not work', async () => {
    await assert.rejects(resolve('./nothing'), { code: 'python-missing', message: /nothing is not a program/ });
    await assert.rejects(resolve('no-such-python'), {
      code: 'python-missing',
      message: 'There is no no-such-python on the PATH.',
    });
    await writeFiles(projectFolder, { broken: '#!/bin/sh\necho out of order >&2\nexit 1\n' });
    await chmod(join(projectFolder, 'broken'), 0o755);
    await assert.rejects(resolve('./broken'), { code: 'python-missing', message: /does not work .* out of order$/ });
  });

  it('takes no module of the project for pytest or for what asking needs', async () => {
    const python = await pythonWithPytest();
    await writeFiles(projectFolder, {
      'pytest.py': '',
      'json.py': 'raise SystemExit(1)',
      'importlib/__init__.py': '1/0',
    });
    assert.equal(await resolve(python), python);
  });
});

describe('findBasePython', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder('bin');
    await mkdir(join(folder, 'python3.9'));
  });
  const find = async (requiresPython?: string) =>
    (await findBasePython(requiresPython, folder, await environmentWith(folder), never)).executable;

  it('takes `python3` before newer ones', async () => {
    const path = await fakeInterpreter(folder, 'python3', [3, 11, 0]);
    await fakeInterpreter(folder, 'python3.13', [3, 13, 0]);
    assert.equal(await find(), path);
  });

  it('takes another one where the project does not support `python3`', async () => {
    await fakeInterpreter(folder, 'python3', [3, 11, 0]);
    await fakeInterpreter(folder, 'python3.14', [3, 14, 0]);
    const path = await fakeInterpreter(folder, 'python3.12', [3, 12, 0]);
    assert.equal(await find('>=3.12,<3.14'), path);
  });

  it('passes over interpreters that are too old or do not start', async () => {
    await fakeInterpreter(folder, 'python3', [3, 7, 0]);
    await writeFiles(folder, { python: '#!/no/such/program\n' });
    await chmod(join(folder, 'python'), 0o755);
    const path = await fakeInterpreter(folder, 'python3.10', [3, 10, 0]);
    assert.equal(await find(), path);
  });

  it('says what there is and what the project needs where none fits', async () => {
    const path = await fakeInterpreter(folder, 'python3', [3, 9, 2]);
    const message = `The project needs Python >=3.12. On the PATH there is only ${path} (3.9.2).`;
    await assert.rejects(find('>=3.12'), { code: 'python-too-old', message });
  });

  it('says so where there is none', async () => {
    await assert.rejects(find(), { code: 'python-missing', message: 'There is no python3 on the PATH.' });
  });
});
