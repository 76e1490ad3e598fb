import assert from 'node:assert/strict';
import { createBatcher } from '../../../extension/measuring/batch-items.ts';
import { findEnclosingFunction } from '../../../extension/measuring/enclosing-function.ts';
import { requestOfScope } from '../../../extension/measuring/measure-scope.ts';
import { RunRequest } from '../../../shared/run.ts';

const REPOSITORY = '0d9b7c2a-8a3f-4f59-b0f2-5f4f3f1c2e22';

describe('requestOfScope', () => {
  const settingsOf = (scope: Parameters<typeof requestOfScope>[0], python?: string) =>
    RunRequest.parse(requestOfScope(scope, { repositoryId: REPOSITORY, python })).settings;

  it('names files and lines as the setting `paths` does, and no characters as patterns', () => {
    assert.deepEqual(settingsOf({ kind: 'project' }), {});
    assert.deepEqual(settingsOf({ kind: 'file', path: 'shop/cart.py' }), { paths: ['shop/cart.py'] });
    assert.deepEqual(settingsOf({ kind: 'lines', path: 'a.py', first: 3, last: 9 }), { paths: ['a.py:3-9'] });
    assert.deepEqual(settingsOf({ kind: 'file', path: 'odd [1]/a.py' }), { paths: ['odd \\[1\\]/a.py'] });
  });

  it('asks for changed lines by their revision, and for the interpreter that the editor chose', () => {
    const request = requestOfScope(
      { kind: 'changes', since: 'main' },
      { repositoryId: REPOSITORY, python: '/usr/bin/python3' },
    );
    assert.deepEqual([request.since, request.settings.python], ['main', '/usr/bin/python3']);
  });

  it('asks for a new measurement where nothing known is to be reused', () => {
    assert.equal(requestOfScope({ kind: 'project' }, { repositoryId: REPOSITORY, afresh: true }).settings.cache, false);
  });
});

describe('findEnclosingFunction', () => {
  const lines = [
    'import os', //            1
    '', //                     2
    '@decorated', //           3
    'def outer(a,', //         4
    '          b=(1, 2)):', // 5
    '    def inner():', //     6
    '        return a', //     7
    '', //                     8
    '    # a remark', //       9
    '    return inner', //    10
    '', //                    11
    'async def other():', //  12
    '    pass', //            13
    'value = 1', //           14
  ];
  const at = (line: number) => {
    const found = findEnclosingFunction(lines, line);
    return found && [found.name, found.first, found.last];
  };

  it('finds the innermost function around a line, with its decorators', () => {
    assert.deepEqual(at(4), ['outer', 3, 10]);
    assert.deepEqual(at(7), ['inner', 6, 7]);
    assert.deepEqual(at(10), ['outer', 3, 10]);
    assert.deepEqual(at(13), ['other', 12, 13]);
  });

  it('finds none at module level', () => {
    assert.equal(at(1), undefined);
    assert.equal(at(14), undefined);
  });
});

describe('createBatcher', () => {
  it('hands over all items, in order and together, and after dispose none', async () => {
    const batches: number[][] = [];
    await new Promise<void>((resolve) => {
      const batcher = createBatcher<number>((items) => {
        batches.push(items);
        if (batches.length === 1) for (const item of [4, 5]) batcher.add(item);
        else {
          batcher.add(6);
          batcher.dispose();
          batcher.flush();
          resolve();
        }
      }, 1);
      for (const item of [1, 2, 3]) batcher.add(item);
    });
    assert.deepEqual(batches, [
      [1, 2, 3],
      [4, 5],
    ]);
  });
});
