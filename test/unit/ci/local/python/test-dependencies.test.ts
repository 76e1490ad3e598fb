import assert from 'node:assert/strict';
import { chooseTestDependencies } from '../../../../../service/ci/local/python/test-dependencies.ts';

describe('chooseTestDependencies', () => {
  for (const [name, extras, groups, files, expected] of [
    ['takes nothing where nothing is offered', [], [], [], {}],
    ['takes the extra `test` before `dev`', ['dev', 'test', 'docs'], [], [], { extra: 'test' }],
    ['takes an extra and a group where both are for tests', ['tests'], ['test'], [], { extra: 'tests', group: 'test' }],
    ['leaves the extra `dev` where a group is for tests', ['dev'], ['tests'], [], { group: 'tests' }],
    ['compares names as packaging does', ['Testing'], [], [], { extra: 'Testing' }],
    [
      'takes a requirement file for tests before the extra `dev`',
      ['dev'],
      [],
      ['requirements-test.txt'],
      { requirementFile: 'requirements-test.txt' },
    ],
    [
      'takes `dev` where nothing is for tests',
      ['dev', 'docs'],
      ['dev'],
      ['requirements.txt'],
      { extra: 'dev', group: 'dev' },
    ],
    [
      'knows test-requirements.txt',
      [],
      [],
      ['requirements.txt', 'test-requirements.txt'],
      { requirementFile: 'test-requirements.txt' },
    ],
    [
      'knows requirements/tests.txt',
      [],
      [],
      ['requirements/dev.txt', 'requirements/tests.txt'],
      { requirementFile: 'requirements/tests.txt' },
    ],
    [
      'knows requirements_dev.txt',
      [],
      [],
      ['requirements.txt', 'requirements_dev.txt'],
      { requirementFile: 'requirements_dev.txt' },
    ],
    [
      'knows tests/requirements.txt',
      [],
      [],
      ['requirements.txt', 'tests/requirements.txt'],
      { requirementFile: 'tests/requirements.txt' },
    ],
    [
      'takes the general one of several files',
      [],
      [],
      ['requirements-test-py39.txt', 'requirements-test.txt'],
      { requirementFile: 'requirements-test.txt' },
    ],
    ['takes no constraints for requirements', [], [], ['test-constraints.txt'], {}],
    ['is not misled by parts of words', [], [], ['requirements-latest.txt', 'requirements-device.txt'], {}],
  ] as const) {
    it(name, () => {
      assert.deepEqual(chooseTestDependencies(extras, groups, files), expected);
    });
  }
});
