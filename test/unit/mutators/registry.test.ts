import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { chooseMutators, MUTATOR_NAMES } from '../../../service/mutators/registry.ts';

const namesOf = (setting?: readonly string[]): string[] => chooseMutators(setting).map(({ name }) => name);

describe('the registry of mutators', () => {
  it('has each name once', () => {
    assert.equal(new Set(MUTATOR_NAMES).size, MUTATOR_NAMES.length);
  });

  it('has a mutator for every file that defines one', () => {
    const folder = new URL('../../../service/mutators/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
      (path) => path.split('/').at(-1) ?? '',
    );
    const fileOf = (name: string) => `${name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase()}.ts`;
    assert.deepEqual(
      MUTATOR_NAMES.filter((name) => !files.includes(fileOf(name))),
      [],
    );
  });
});

describe('chooseMutators', () => {
  it('takes all where the setting is absent or empty', () => {
    assert.deepEqual(namesOf(), MUTATOR_NAMES);
    assert.deepEqual(namesOf([]), MUTATOR_NAMES);
  });

  it('takes just those named', () => {
    assert.deepEqual(namesOf(['StringLiteral', 'LogicalOperator']), ['LogicalOperator', 'StringLiteral']);
  });

  it('leaves out those named with "-" before them', () => {
    assert.deepEqual(
      namesOf(['-StringLiteral']),
      MUTATOR_NAMES.filter((name) => name !== 'StringLiteral'),
    );
    assert.deepEqual(namesOf(['StringLiteral', 'LogicalOperator', '-StringLiteral']), ['LogicalOperator']);
  });
});
