import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createPythonEnvironments } from '../../../service/ci/local/python-environment.ts';
import { hashTree, realProject, temporaryFolder, testCacheFolder, tinyProject } from '../../helpers/python-projects.ts';

const run = promisify(execFile);

interface Resolved {
  readonly python: string;
  readonly notices: string[];
}

describe('A virtual environment in the cache', function () {
  this.timeout(300_000);
  let cacheFolder: string;
  before(async () => {
    cacheFolder = await temporaryFolder('cache');
  });

  async function resolve(
    project: string,
    { environment = process.env, abortSignal = new AbortController().signal, onNotice = (): void => undefined } = {},
  ): Promise<Resolved> {
    const notices: string[] = [];
    const environments = createPythonEnvironments({ cacheFolder, environment });
    const notify = (message: string) => {
      notices.push(message);
      onNotice();
      return Promise.resolve();
    };
    return {
      python: await environments.resolve({
        projectFolder: await realpath(project),
        python: undefined,
        notify,
        abortSignal,
      }),
      notices,
    };
  }

  const listEnvironments = () => readdir(join(cacheFolder, 'environments')).catch(() => []);

  it('runs the tests of markupsafe on the files of its tree, which stays as it is', async () => {
    const project = await realpath(await realProject('markupsafe'));
    const before = hashTree(project);
    const { python, notices } = await resolve(project);
    assert.match(notices[0] ?? '', /has no virtual environment of its own\. Making one in .* for pytest/);
    assert.equal(await importedFile(python, project, 'markupsafe'), join(project, 'src/markupsafe/__init__.py'));
    assert.ok((await runPytest(python, project)) >= 79);
    assert.equal(hashTree(project), before);
    await findsItAtOnce(project, python);
  });

  async function findsItAtOnce(project: string, python: string): Promise<void> {
    const begin = performance.now();
    const again = await resolve(project);
    assert.ok(performance.now() - begin < 50);
    assert.deepEqual(again, { python, notices: [] });
  }

  it('finds modules that only the build makes, and versions that come from git', async () => {
    const root = await tinyProject({
      'lib/pyproject.toml': [
        '[build-system]\nrequires = ["setuptools>=77", "setuptools_scm>=8"]\nbuild-backend = "setuptools.build_meta"',
        '[project]\nname = "made"\ndynamic = ["version"]\n[project.optional-dependencies]\ntest = ["six"]',
        '[tool.setuptools_scm]\nroot = ".."\nversion_file = "src/made/_version.py"\n',
      ].join('\n'),
      'lib/src/made/__init__.py': 'from ._version import version\n',
      'lib/src/made/data.txt': 'from the tree\n',
      'lib/tests/test_made.py': MADE_TESTS,
    });
    const git = (...rest: string[]) =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...rest], {
        cwd: root,
        stdio: 'pipe',
      });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    git('tag', 'v1.2.3');
    const project = await realpath(join(root, 'lib'));
    const before = hashTree(root);
    const { python } = await resolve(project);
    assert.equal(await runPytest(python, project), 4);
    assert.equal(hashTree(root), before);
  });

  it('holds the listed dependencies of an application that does not build', async () => {
    const project = await tinyProject({
      'pyproject.toml': '[project]\nname = "app"\nversion = "1"\ndependencies = ["six"]\n',
      'one/__init__.py': '',
      'two/__init__.py': '',
      'tests/test_app.py': 'import six, one, two\n\ndef test_app():\n    pass\n',
    });
    const { python, notices } = await resolve(project);
    assert.ok(notices.some((notice) => notice.includes('cannot be built, so only the dependencies it lists')));
    assert.equal(await runPytest(python, project), 1);
  });

  it('holds what requirement files list where there is no build metadata, and is made anew when they change', async () => {
    const project = await tinyProject({
      'requirements.txt': 'six\n',
      'requirements-dev.txt': '-r requirements.txt\n-e .\niniconfig\n',
      'src/plain.py': '',
      'tests/test_plain.py': 'import six, plain\n\ndef test_plain():\n    pass\n',
    });
    const first = await resolve(project);
    assert.ok(
      first.notices.includes('Installing pytest, requirements.txt, requirements-dev.txt …'),
      first.notices.join('\n'),
    );
    assert.equal(await runPytest(first.python, project), 1);
    await appendFile(join(project, 'requirements-dev.txt'), 'toolz\n');
    const second = await resolve(project);
    assert.notEqual(second.python, first.python);
    assert.ok(existsSync(first.python), 'a run may still be using the older one');
    assert.match(await importedFile(second.python, project, 'toolz'), /site-packages/);
  });

  it('is made again when its interpreter is gone', async () => {
    const project = await tinyProject({ 'test_m.py': 'def test_m():\n    pass\n' });
    const { python } = await resolve(project);
    await rm(python);
    const again = await resolve(project);
    assert.equal(again.python, python);
    assert.ok(again.notices.length > 0);
    assert.equal(await runPytest(python, project), 1);
  });

  it('is made once where two runs ask for it at the same time', async () => {
    const project = await tinyProject({ 'm.py': '' });
    const [first, second] = await Promise.all([resolve(project), resolve(project)]);
    assert.equal(first.python, second.python);
    const makers = [first, second].filter(({ notices }) => notices.some((notice) => notice.startsWith('Making the')));
    assert.equal(makers.length, 1);
  });

  it('is not left half-made when installing fails, and the error shows the end of the output', async () => {
    const project = await tinyProject({ 'requirements.txt': 'no-such-package-of-tinybug\n' });
    const before = await listEnvironments();
    await assert.rejects(resolve(project), { code: 'install-failed', message: /no-such-package-of-tinybug/ });
    assert.deepEqual(await listEnvironments(), before);
  });

  it('is not left half-made when it is aborted', async () => {
    const project = await tinyProject({ 'm.py': '' });
    const before = await listEnvironments();
    const controller = new AbortController();
    const reason = new Error('enough');
    let notices = 0;
    // The second notice comes just before the first process that takes long.
    const onNotice = () => {
      if ((notices += 1) === 2)
        setTimeout(() => {
          controller.abort(reason);
        }, 100);
    };
    await assert.rejects(resolve(project, { abortSignal: controller.signal, onNotice }), reason);
    assert.deepEqual(await listEnvironments(), before);
  });

  it('is made by uv where that is on the PATH', async () => {
    const project = await realpath(await realProject('itsdangerous'));
    const before = hashTree(project);
    const environment = { ...process.env, PATH: `${await uvFolder()}:${process.env['PATH'] ?? ''}` };
    const { python, notices } = await resolve(project, { environment });
    assert.match(notices[0] ?? '', / and uv, for pytest/);
    assert.ok(
      notices.some((notice) => notice.startsWith('Installing pytest, requirements/tests.txt, itsdangerous 2.2.0')),
    );
    assert.equal(await importedFile(python, project, 'itsdangerous'), join(project, 'src/itsdangerous/__init__.py'));
    assert.ok((await runPytest(python, project)) >= 297);
    assert.equal(hashTree(project), before);
  });
});

const MADE_TESTS = `
import importlib.metadata, importlib.resources, pathlib, made, six

def test_version_of_the_build():
    assert made.version == "1.2.3"

def test_metadata():
    assert importlib.metadata.version("made") == "1.2.3"

def test_code_of_the_tree():
    assert pathlib.Path(made.__file__).parent == pathlib.Path(__file__).parent.parent / "src" / "made"

def test_data_of_the_tree():
    assert importlib.resources.files("made").joinpath("data.txt").read_text() == "from the tree\\n"
`;

const withoutBytecode = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

/** Returns how many tests passed; fails where any did not. */
async function runPytest(python: string, project: string): Promise<number> {
  const command = [join(dirname(python), 'pytest'), '-p', 'no:cacheprovider', '-q'];
  const { stdout } = await run(command[0] ?? '', command.slice(1), { cwd: project, env: withoutBytecode });
  return Number(/(\d+) passed/.exec(stdout)?.[1] ?? 0);
}

async function importedFile(python: string, project: string, module: string): Promise<string> {
  const code = `import sys; sys.path.remove(''); import ${module}; print(${module}.__file__)`;
  return (await run(python, ['-c', code], { cwd: project, env: withoutBytecode })).stdout.trim();
}

/** A folder that holds uv and nothing else; uv is installed once. */
async function uvFolder(): Promise<string> {
  const environment = join(testCacheFolder(), 'uv');
  if (!existsSync(join(environment, 'bin', 'uv'))) {
    await run('python3', ['-m', 'venv', environment]);
    await run(join(environment, 'bin', 'python'), ['-m', 'pip', 'install', '--disable-pip-version-check', 'uv']);
  }
  const folder = await temporaryFolder('uv');
  await symlink(join(environment, 'bin', 'uv'), join(folder, 'uv'));
  return folder;
}
