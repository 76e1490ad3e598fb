import assert from 'node:assert/strict';
import { API } from '../../../shared/api.ts';
import { ERROR_CATALOGUE, ErrorCode, TinybugError } from '../../../shared/error-code.ts';
import { ProjectPath } from '../../../shared/mutant.ts';
import { RunRequest } from '../../../shared/run.ts';
import { Settings } from '../../../shared/settings.ts';

describe('ProjectPath', () => {
  const refused = ['', '/etc/passwd', '../outside.py', 'a/../../b.py', 'C:/x.py', 'a\\b.py', 'a\0.py'];
  for (const path of refused) {
    it(`refuses ${JSON.stringify(path)}`, () => assert.equal(ProjectPath.safeParse(path).success, false));
  }
  it('accepts a path with spaces, dots and non-ASCII letters', () => {
    assert.equal(ProjectPath.parse('src/my pkg/größe..py'), 'src/my pkg/größe..py');
  });
});

describe('RunRequest', () => {
  const repositoryId = '0b0c3c1e-5d3f-4a57-9d9e-7a0a9f6d2c11';
  it('refuses a revision that git would read as an option', () => {
    assert.equal(RunRequest.safeParse({ repositoryId, since: '--output=/tmp/x' }).success, false);
    assert.equal(RunRequest.parse({ repositoryId, since: 'origin/main~2' }).since, 'origin/main~2');
  });
  it('refuses a key that it does not know', () => {
    assert.equal(RunRequest.safeParse({ repositoryId, sinse: 'main' }).success, false);
  });
});

describe('Settings', () => {
  it('needs no key at all', () => assert.deepEqual(Settings.parse({}), {}));
  it('refuses a threshold above 100 per cent', () => {
    assert.equal(Settings.safeParse({ 'fail-under': 101 }).success, false);
  });
});

describe('API', () => {
  it('names every parameter of a path in its params and no other', () => {
    for (const operation of Object.values(API)) {
      const inPath = [...operation.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
      assert.deepEqual(Object.keys(operation.params.shape).sort(), inPath.sort(), operation.path);
    }
  });
  it('keeps everything that belongs to an organisation under its address', () => {
    for (const { path } of Object.values(API)) assert.match(path, /^\/api\/(service$|orgs\/:org\/)/);
  });
});

describe('TinybugError', () => {
  it('becomes a problem with the title and next step of the catalogue', () => {
    const problem = new TinybugError('no-tests', 'Nothing was collected in tests/.').toProblem();
    assert.equal(problem.detail, 'Nothing was collected in tests/.');
    assert.equal(problem.nextStep, ERROR_CATALOGUE['no-tests'].nextStep);
  });
  it('has a next step for every code', () => {
    for (const code of ErrorCode.options) assert.ok(ERROR_CATALOGUE[code].nextStep.length > 10, code);
  });
});
