import assert from 'node:assert/strict';
import { isGeneratedFolder, withoutGeneratedFolders } from '../../../service/source/generated-folders.ts';

describe('withoutGeneratedFolders', () => {
  const keeps = (paths: string[], expected: string[]) => () => {
    assert.deepEqual(withoutGeneratedFolders(paths), expected);
  };

  it(
    'keeps files of the project',
    keeps(['a.py', 'src/p/m.py', 'tests/test_m.py'], ['a.py', 'src/p/m.py', 'tests/test_m.py']),
  );
  it(
    'leaves out virtual environments by their mark',
    keeps(['my-env/pyvenv.cfg', 'my-env/lib/six.py', 'm.py'], ['m.py']),
  );
  it(
    'keeps a project in whose own folder a virtual environment was made',
    keeps(['pyvenv.cfg', 'm.py'], ['pyvenv.cfg', 'm.py']),
  );
  it(
    'leaves out what tools and package managers make',
    keeps(
      [
        'node_modules/x/a.py',
        'p/__pycache__/a.py',
        '.tox/a.py',
        '.github/a.py',
        'p.egg-info/a.py',
        'lib/site-packages/a.py',
      ],
      [],
    ),
  );
  it(
    'leaves out `build` and `dist` at the top only',
    keeps(['build/lib/m.py', 'dist/m.py', 'src/build/m.py'], ['src/build/m.py']),
  );
  it(
    'keeps a package called `build`',
    keeps(['build/__init__.py', 'build/sub/m.py'], ['build/__init__.py', 'build/sub/m.py']),
  );
});

describe('isGeneratedFolder', () => {
  for (const [path, names, expected] of [
    ['p', ['__init__.py'], false],
    ['env', ['pyvenv.cfg', 'bin'], true],
    ['build', ['lib'], true],
    ['build', ['__init__.py'], false],
    ['src/build', ['m.py'], false],
    ['a/.git', [], true],
    ['a/node_modules', [], true],
  ] as const) {
    it(`says ${String(expected)} for ${path} with ${names.join(', ') || 'nothing'} in it`, () => {
      assert.equal(isGeneratedFolder(path, names), expected);
    });
  }
});
