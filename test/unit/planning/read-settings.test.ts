import assert from 'node:assert/strict';
import { TinybugError } from '../../../shared/error-code.ts';
import { mergeSettings, readSettings } from '../../../service/planning/read-settings.ts';

const MUTATORS = ['ArithmeticOperator', 'EqualityOperator'];
const read = (files: Record<string, string>) => readSettings(new Map(Object.entries(files)), MUTATORS);
const refuses = (files: Record<string, string>, text: RegExp) =>
  assert.throws(
    () => read(files),
    (error) => error instanceof TinybugError && error.code === 'invalid-settings' && text.test(error.message),
  );

describe('readSettings', () => {
  it('is empty for a project without any file, or without a table of ours', () => {
    assert.deepEqual(read({}), {});
    assert.deepEqual(read({ 'pyproject.toml': '[tool.black]\nline-length = 100' }), {});
  });

  it('reads [tool.tinybug] of pyproject.toml', () => {
    assert.deepEqual(read({ 'pyproject.toml': '[tool.tinybug]\npaths = ["src"]\nfail-under = 80' }), {
      paths: ['src'],
      'fail-under': 80,
    });
  });

  it('takes tinybug.toml alone where it is there', () => {
    const files = { 'tinybug.toml': '\uFEFFworkers = 2', 'pyproject.toml': '[tool.tinybug]\nworkers = 8' };
    assert.deepEqual(read(files), { workers: 2 });
  });

  it('suggests the key that was meant', () => {
    refuses({ 'tinybug.toml': 'fail_under = 80' }, /no key "fail_under"; did you mean "fail-under"\?/);
    refuses({ 'pyproject.toml': '[tool.tinybug]\nexcludes = []' }, /did you mean "exclude"\?/);
  });

  it('lists the keys where none is near', () => {
    refuses({ 'tinybug.toml': 'colour = "red"' }, /there are paths, exclude, mutators/);
  });

  it('names the key with a value of the wrong type', () => {
    refuses({ 'tinybug.toml': 'workers = "two"' }, /"workers" is not valid/);
  });

  it('suggests the mutator that was meant, also of one that is left out', () => {
    refuses({ 'tinybug.toml': 'mutators = ["-EqualityOperators"]' }, /did you mean "EqualityOperator"\?/);
    assert.deepEqual(read({ 'tinybug.toml': 'mutators = ["-EqualityOperator"]' }).mutators, ['-EqualityOperator']);
  });

  it('names file and line of what is not TOML', () => {
    refuses({ 'pyproject.toml': 'a = 1\nb = [' }, /pyproject\.toml, it is not TOML: .*line 2/);
  });
});

describe('mergeSettings', () => {
  it('lets the request win key by key', () => {
    assert.deepEqual(mergeSettings({ workers: 1, paths: ['a'] }, { workers: 4 }), { workers: 4, paths: ['a'] });
  });
});
