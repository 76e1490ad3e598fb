import assert from 'node:assert/strict';
import { chooseLines, choosePaths } from '../../../service/planning/source-paths.ts';

describe('choosePaths', () => {
  const layouts: [string, string[], string[]][] = [
    [
      'a src layout',
      ['src/pkg/__init__.py', 'src/pkg/a.py', 'tests/test_a.py', 'tests/conftest.py', 'docs/conf.py'],
      ['src/pkg/__init__.py', 'src/pkg/a.py'],
    ],
    ['a flat layout', ['pkg/a.py', 'setup.py', 'noxfile.py', 'tests/helper.py'], ['pkg/a.py']],
    ['a single module', ['thing.py', 'test_thing.py'], ['thing.py']],
    [
      'tests inside the package',
      ['toolz/core.py', 'toolz/tests/test_core.py', 'toolz/tests/__init__.py'],
      ['toolz/core.py'],
    ],
    [
      "a package's own tools, docs and examples",
      ['src/pkg/tools/a.py', 'tools/b.py', 'pkg/docs/c.py'],
      ['pkg/docs/c.py', 'src/pkg/tools/a.py'],
    ],
    [
      'a module whose name begins like a test',
      ['pkg/testament.py', 'pkg/latest.py'],
      ['pkg/latest.py', 'pkg/testament.py'],
    ],
  ];
  for (const [name, files, expected] of layouts) {
    it(`finds the product in ${name}`, () => assert.deepEqual(choosePaths(files, {}), expected));
  }

  const files = ['pkg/a.py', 'pkg/sub/b.py', 'tests/test_a.py'];

  it('takes an entry of `paths` as a file, a folder or a pattern, also where it would not look by itself', () => {
    assert.deepEqual(choosePaths(files, { paths: ['pkg/a.py'] }), ['pkg/a.py']);
    assert.deepEqual(choosePaths(files, { paths: ['./pkg/'] }), ['pkg/a.py', 'pkg/sub/b.py']);
    assert.deepEqual(choosePaths(files, { paths: ['**/b.py', 'tests'] }), ['pkg/sub/b.py', 'tests/test_a.py']);
    assert.deepEqual(choosePaths(files, { paths: ['.'] }), files.toSorted());
  });

  it('leaves out what `exclude` matches', () => {
    assert.deepEqual(choosePaths(files, { exclude: ['pkg/sub'] }), ['pkg/a.py']);
  });

  it('refuses an entry of `paths` that matches no file', () => {
    assert.throws(() => choosePaths(files, { paths: ['srcc'] }), { code: 'invalid-settings', message: /"srcc"/ });
  });

  it('says what is there where nothing is to be mutated', () => {
    assert.throws(() => choosePaths([], {}), { code: 'no-python-files' });
    assert.throws(() => choosePaths(['tests/test_a.py'], {}), {
      code: 'no-python-files',
      message: /tests\/test_a\.py/,
    });
  });
});

describe('chooseLines', () => {
  const files = ['pkg/a.py', 'pkg/b.py'];
  const lines = (...paths: string[]) => Object.fromEntries(chooseLines(files, { paths }));

  it('limits a file to the lines that entries of `paths` name, and leaves the others whole', () => {
    assert.deepEqual(lines('pkg/a.py:3-9', 'pkg/b.py'), { 'pkg/a.py': [[3, 9]] });
    assert.deepEqual(lines('pkg/a.py:3-9', 'pkg/a.py:20-21'), {
      'pkg/a.py': [
        [3, 9],
        [20, 21],
      ],
    });
    assert.deepEqual(lines(), {});
    assert.deepEqual(Object.fromEntries(chooseLines(files, {})), {});
  });

  it('limits no file that another entry names as a whole', () => {
    assert.deepEqual(lines('pkg/a.py:3-9', 'pkg'), {});
  });

  it('chooses the file of an entry with lines, and refuses one that is not there', () => {
    assert.deepEqual(choosePaths(files, { paths: ['pkg/a.py:3-9'] }), ['pkg/a.py']);
    assert.throws(() => choosePaths(files, { paths: ['pkg/c.py:3-9'] }), { message: /"pkg\/c\.py:3-9"/ });
  });
});
