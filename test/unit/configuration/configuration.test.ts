import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readConfiguration } from '../../../service/configuration.ts';
import { TinybugError } from '../../../shared/error-code.ts';

const PEM = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----';
const HOSTED = {
  TINYBUG_ENV: 'staging',
  POSTGRES_URL: 'postgresql://tinybug:secret@db.example:5432/tinybug',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  GITHUB_PAT: 'ghp_secret',
  TINYBUG_PUBLIC_URL: 'https://tinybug.example',
  HOME: '/home/ada',
};

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readConfiguration(environment);
  } catch (error) {
    assert.ok(error instanceof TinybugError);
    assert.equal(error.code, 'invalid-configuration');
    return error.message.split('\n');
  }
  return assert.fail('the environment was accepted');
}

describe('readConfiguration', () => {
  it('is the embedded set-up where no variable is set', () => {
    const configuration = readConfiguration({ HOME: '/home/ada' });
    assert.equal(configuration.environment, 'dev');
    assert.equal(configuration.allowsLocalProvider, true);
    assert.equal(configuration.postgresUrl, undefined);
    assert.deepEqual(configuration.temporal, { address: undefined, namespace: 'tinybug-dev', mtls: undefined });
    assert.deepEqual(configuration.folders, {
      data: '/home/ada/.local/share/tinybug',
      cache: '/home/ada/.cache/tinybug',
    });
  });

  it('names the Temporal namespace after TINYBUG_ENV unless TEMPORAL_NAMESPACE is set', () => {
    assert.equal(readConfiguration(HOSTED).temporal.namespace, 'tinybug-staging');
    assert.equal(readConfiguration({ ...HOSTED, TEMPORAL_NAMESPACE: 'other' }).temporal.namespace, 'other');
  });

  it('asks github.com unless GITHUB_API_URL and GITHUB_SERVER_URL name another place', () => {
    const { github } = readConfiguration(HOSTED);
    assert.deepEqual([github.apiUrl, github.serverUrl], ['https://api.github.com', 'https://github.com']);
    const elsewhere = { GITHUB_API_URL: 'http://127.0.0.1:81/api/v3/', GITHUB_SERVER_URL: 'https://git.example' };
    const other = readConfiguration({ ...HOSTED, ...elsewhere }).github;
    assert.deepEqual([other.apiUrl, other.serverUrl], ['http://127.0.0.1:81/api/v3', 'https://git.example']);
    assert.deepEqual(problemsOf({ GITHUB_API_URL: 'ftp://x', GITHUB_SERVER_URL: 'github' }), [
      'GITHUB_API_URL must be an address that begins with https://',
      'GITHUB_SERVER_URL must be an address that begins with https://',
    ]);
  });

  it('takes TINYBUG_EDITOR_ORIGINS, origins of which the first label may be any', () => {
    assert.deepEqual(readConfiguration({}).editorOrigins, []);
    const origins = 'https://*.vscode-cdn.net  http://localhost:3000';
    assert.deepEqual(readConfiguration({ TINYBUG_EDITOR_ORIGINS: origins }).editorOrigins, origins.split('  '));
    for (const text of ['*', 'https://*', 'https://a.*.example', 'https://editor.example/there'])
      assert.deepEqual(problemsOf({ TINYBUG_EDITOR_ORIGINS: text }), [
        'TINYBUG_EDITOR_ORIGINS must be addresses such as https://*.vscode-cdn.net, separated by spaces',
      ]);
  });

  it('takes TINYBUG_PUBLIC_URL, an origin and nothing more, and needs it in a hosted environment', () => {
    assert.equal(readConfiguration({}).publicUrl, undefined);
    assert.equal(readConfiguration(HOSTED).publicUrl, 'https://tinybug.example');
    const withSlash = { ...HOSTED, TINYBUG_PUBLIC_URL: 'http://127.0.0.1:7007/' };
    assert.equal(readConfiguration(withSlash).publicUrl, 'http://127.0.0.1:7007');
    for (const text of ['tinybug.example', 'https://tinybug.example/there', 'ftp://tinybug.example'])
      assert.deepEqual(problemsOf({ TINYBUG_PUBLIC_URL: text }), [
        'TINYBUG_PUBLIC_URL must be an address such as https://tinybug.example',
      ]);
    assert.deepEqual(problemsOf({ ...HOSTED, TINYBUG_PUBLIC_URL: '' }), [
      'TINYBUG_PUBLIC_URL is missing; staging needs it',
    ]);
  });

  it('takes it for a service of many organisations until TINYBUG_SINGLE_ORGANISATION says something else', () => {
    assert.equal(readConfiguration(HOSTED).isSingleOrganisation, false);
    const single = (text: string) => ({ ...HOSTED, TINYBUG_SINGLE_ORGANISATION: text });
    assert.equal(readConfiguration(single('true')).isSingleOrganisation, true);
    assert.equal(readConfiguration(single('false')).isSingleOrganisation, false);
    assert.deepEqual(problemsOf(single('yes')), ['TINYBUG_SINGLE_ORGANISATION must be true or false']);
  });

  it('takes TINYBUG_SECRET_KEY where it is there: 32 bytes in base64', () => {
    assert.equal(readConfiguration(HOSTED).secretKey, undefined);
    const key = Buffer.alloc(32, 7);
    const { secretKey } = readConfiguration({ ...HOSTED, TINYBUG_SECRET_KEY: key.toString('base64') });
    assert.deepEqual(secretKey, key);
    for (const text of ['short', Buffer.alloc(31).toString('base64'), `${key.toString('base64')}!`])
      assert.deepEqual(problemsOf({ TINYBUG_SECRET_KEY: text }), ['TINYBUG_SECRET_KEY must be 32 bytes in base64']);
  });

  it('never allows the local provider in staging and prod', () => {
    for (const environment of ['staging', 'prod']) {
      assert.equal(readConfiguration({ ...HOSTED, TINYBUG_ENV: environment }).allowsLocalProvider, false);
    }
  });

  it('lists every missing and malformed name of a hosted environment at once', () => {
    const problems = problemsOf({ TINYBUG_ENV: 'prod', POSTGRES_URL: 'mysql://db', GITHUB_APP_ID: 'one' });
    assert.deepEqual(problems, [
      'POSTGRES_URL must begin with postgres:// or postgresql://',
      'GITHUB_APP_ID must be a number',
      'GITHUB_APP_PRIVATE_KEY is missing beside GITHUB_APP_ID',
      'GITHUB_WEBHOOK_SECRET is missing beside GITHUB_APP_ID',
      'TEMPORAL_ADDRESS is missing; prod needs it',
      'TINYBUG_PUBLIC_URL is missing; prod needs it',
    ]);
    assert.deepEqual(
      problemsOf({ TINYBUG_ENV: 'prod' }).map((problem) => problem.split(' ')[0]),
      ['POSTGRES_URL', 'TEMPORAL_ADDRESS', 'TINYBUG_PUBLIC_URL', 'GITHUB_PAT'],
    );
  });

  it('asks for the names that belong together', () => {
    assert.deepEqual(problemsOf({ TEMPORAL_MTLS_CERT: PEM }), [
      'TEMPORAL_MTLS_KEY is missing beside TEMPORAL_MTLS_CERT',
    ]);
    assert.equal(problemsOf({ GITHUB_APP_ID: '12' }).length, 2);
  });

  it('reads the mTLS pair and the GitHub App', () => {
    const configuration = readConfiguration({
      ...HOSTED,
      TEMPORAL_MTLS_CERT: PEM,
      TEMPORAL_MTLS_KEY: PEM,
      GITHUB_APP_ID: '12',
      GITHUB_APP_PRIVATE_KEY: PEM,
      GITHUB_WEBHOOK_SECRET: 's',
    });
    assert.deepEqual(configuration.temporal.mtls, { certificate: PEM, key: PEM });
    assert.deepEqual(configuration.github.app, { id: '12', privateKey: PEM, webhookSecret: 's' });
  });

  it('treats an empty variable as one that is not set', () => {
    assert.deepEqual(
      readConfiguration({ HOME: '/h', POSTGRES_URL: '', TINYBUG_ENV: '' }),
      readConfiguration({ HOME: '/h' }),
    );
  });

  it('never repeats the value of a variable in its error', () => {
    const problems = problemsOf({ POSTGRES_URL: 'http://user:secret@db', TINYBUG_ENV: 'hidden' });
    assert.equal(problems.length, 2);
    assert.doesNotMatch(problems.join('\n'), /secret|hidden/);
  });

  it('takes folders from TINYBUG_DATA and TINYBUG_CACHE before the XDG variables', () => {
    const xdg = { HOME: '/h', XDG_DATA_HOME: '/xdg/data', XDG_CACHE_HOME: '/xdg/cache' };
    assert.deepEqual(readConfiguration(xdg).folders, {
      data: join('/xdg/data/tinybug'),
      cache: join('/xdg/cache/tinybug'),
    });
    const own = { ...xdg, TINYBUG_DATA: '/own/data', TINYBUG_CACHE: '/own/cache' };
    assert.deepEqual(readConfiguration(own).folders, { data: '/own/data', cache: '/own/cache' });
  });
});
