import assert from 'node:assert/strict';
import { join } from 'node:path';
import { testEnvironment, withoutOwnVariables } from '../../../../service/ci/local/child-environment.ts';
import { tinyProject } from '../../../helpers/python-projects.ts';

describe('withoutOwnVariables', () => {
  it('withholds what belongs to Tinybug and keeps the rest', () => {
    const environment = {
      HOME: '/home',
      GITHUB_PAT: 'x',
      GITHUB_APP_PRIVATE_KEY: 'x',
      POSTGRES_URL: 'x',
      TEMPORAL_MTLS_KEY: 'x',
      TINYBUG_DATA: 'x',
      GITHUB: 'kept',
      POSTGRES_URL_OF_MINE: 'kept',
      ABSENT: undefined,
    };
    assert.deepEqual(withoutOwnVariables(environment), { HOME: '/home', GITHUB: 'kept', POSTGRES_URL_OF_MINE: 'kept' });
  });
});

describe('testEnvironment', () => {
  it('activates the virtual environment of the interpreter', async () => {
    const folder = await tinyProject({ 'pyvenv.cfg': '' });
    const environment = testEnvironment({ PATH: '/usr/bin' }, join(folder, 'bin', 'python'), '/project');
    assert.deepEqual(environment, {
      VIRTUAL_ENV: folder,
      PATH: `${join(folder, 'bin')}:/usr/bin`,
      PWD: '/project',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONHASHSEED: '0',
    });
  });

  it('leaves PATH alone for an interpreter outside a virtual environment', () => {
    const { PATH, VIRTUAL_ENV } = testEnvironment({ PATH: '/usr/bin' }, '/no/such/bin/python', '/project');
    assert.deepEqual([PATH, VIRTUAL_ENV], ['/usr/bin', undefined]);
  });
});
