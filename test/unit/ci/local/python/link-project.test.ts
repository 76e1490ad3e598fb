import assert from 'node:assert/strict';
import { planLinks } from '../../../../../service/ci/local/python/link-project.ts';

describe('planLinks', () => {
  it('replaces packages and modules of a flat layout', () => {
    const plan = planLinks(
      ['p/__init__.py', 'p/sub/m.py', 'p/data.json', 'single.py', 'p-1.0.dist-info/RECORD'],
      ['p/__init__.py', 'p/sub/m.py', 'p/data.json', 'single.py', 'tests/test_p.py'],
    );
    assert.deepEqual(plan, {
      roots: [''],
      removed: ['p/__init__.py', 'p/sub/m.py', 'p/data.json', 'single.py'],
      overlaid: [],
    });
  });

  it('finds the root of a `src` layout and of any other folder', () => {
    assert.deepEqual(planLinks(['p/__init__.py'], ['src/p/__init__.py']).roots, ['src']);
    assert.deepEqual(planLinks(['p/m.py', 'q/m.py'], ['lib/python/p/m.py', 'q/m.py']).roots, ['lib/python', '']);
  });

  it('keeps modules that only the build made, to be found after the tree', () => {
    const plan = planLinks(
      ['p/__init__.py', 'p/_version.py', 'p/_fast.cpython-311-x86_64-linux-gnu.so', 'p/made.json'],
      ['src/p/__init__.py', 'src/p/_fast.c'],
    );
    assert.deepEqual(plan.overlaid, ['p/_version.py', 'p/_fast.cpython-311-x86_64-linux-gnu.so']);
    assert.deepEqual(plan.removed, ['p/__init__.py', 'p/made.json']);
  });

  it('leaves alone what the tree does not hold', () => {
    assert.deepEqual(planLinks(['vendored/__init__.py', '_native.so'], ['p/m.py']), {
      roots: [],
      removed: [],
      overlaid: [],
    });
  });

  it('takes the folder where most files agree, of equals the nearest', () => {
    const wheel = ['p/__init__.py', 'p/a.py', 'p/b.py'];
    assert.deepEqual(planLinks(wheel, ['examples/p/__init__.py', ...wheel.map((file) => `src/${file}`)]).roots, [
      'src',
    ]);
    assert.deepEqual(planLinks(wheel, [...wheel.map((file) => `copy/of/${file}`), ...wheel]).roots, ['']);
  });

  it('knows files that a wheel keeps apart for site-packages', () => {
    assert.deepEqual(planLinks(['p-1.data/purelib/p/m.py', 'p-1.data/scripts/tool'], ['p/m.py']).removed, ['p/m.py']);
  });
});
