import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ExitCode, type ErrorCode } from '../../../shared/error-code.ts';
import { temporaryFolder, tinyProject } from '../../helpers/python-projects.ts';
import {
  activeEnvironment,
  buildProgram,
  listProcessesOf,
  newDataFolder,
  startService,
  startTinybug,
  type TinybugProcess,
} from './tinybug-process.ts';

const CODE = { 'good.py': 'def twice(value):\n    return value + value\n' };
const TEST = { 'test_good.py': 'from good import twice\n\ndef test_twice():\n    assert twice(2) == 4\n' };

interface Case {
  readonly what: string;
  readonly files: Record<string, string>;
  readonly options?: string[];
  readonly code: ErrorCode;
  readonly exitCode: ExitCode;
  readonly detail: RegExp;
}

const CASES: Case[] = [
  {
    what: 'no Python files',
    files: { 'README.md': 'Nothing here.' },
    code: 'no-python-files',
    exitCode: ExitCode.ProjectNotMeasurable,
    detail: /\S/,
  },
  { what: 'no tests', files: CODE, code: 'no-tests', exitCode: ExitCode.ProjectNotMeasurable, detail: /\S/ },
  {
    what: 'tests that fail',
    files: { ...CODE, 'test_red.py': 'def test_red():\n    assert 1 == 2\n' },
    code: 'baseline-failed',
    exitCode: ExitCode.ProjectNotMeasurable,
    detail: /test_red\.py::test_red/,
  },
  {
    what: 'tests that cannot be collected',
    files: { ...CODE, 'test_import.py': 'import no_such_module_anywhere\n' },
    code: 'collection-failed',
    exitCode: ExitCode.ProjectNotMeasurable,
    detail: /no_such_module_anywhere/,
  },
  {
    what: 'nothing to mutate',
    files: { ...CODE, ...TEST },
    options: ['--mutators', 'MatchCase'],
    code: 'nothing-to-mutate',
    exitCode: ExitCode.ProjectNotMeasurable,
    detail: /\S/,
  },
  {
    what: 'an interpreter that is not there',
    files: { ...CODE, ...TEST },
    options: ['--python', '/nowhere/python'],
    code: 'python-missing',
    exitCode: ExitCode.SetupFailed,
    detail: /\/nowhere\/python/,
  },
  {
    what: 'a misspelled key in tinybug.toml',
    files: { ...CODE, ...TEST, 'tinybug.toml': 'exlude = []\n' },
    code: 'invalid-settings',
    exitCode: ExitCode.Usage,
    detail: /exlude.*exclude/,
  },
  {
    what: 'a misspelled mutator',
    files: { ...CODE, ...TEST },
    options: ['--mutators', 'ReturnValu'],
    code: 'invalid-settings',
    exitCode: ExitCode.Usage,
    detail: /ReturnValue/,
  },
  {
    what: 'an unknown revision for --since',
    files: { ...CODE, ...TEST },
    options: ['--since', 'no-such-branch'],
    code: 'unknown-revision',
    exitCode: ExitCode.Usage,
    detail: /\S/,
  },
];

describe('exit codes of tinybug measure', function () {
  this.timeout(180_000);
  let dataFolder: string;
  let service: TinybugProcess;
  before(async () => {
    await buildProgram();
    dataFolder = await newDataFolder();
    ({ child: service } = await startService(dataFolder));
  });
  after(async () => {
    service.kill('SIGTERM');
    await service;
    assert.deepEqual(await listProcessesOf(dataFolder), []);
  });

  for (const { what, files, options = [], code, exitCode, detail } of CASES) {
    it(`is ${exitCode} with ${code} for ${what}`, async () => {
      const project = await tinyProject(files);
      const ended = await startTinybug(dataFolder, ['measure', project, ...options], await activeEnvironment());
      assert.equal(ended.exitCode, exitCode, ended.all);
      const [problem = ''] = ended.stderr.split('\n→ ').slice(0, 1);
      assert.match(problem, new RegExp(`\\(${code}\\)`));
      assert.match(problem, detail);
      assert.match(ended.stderr, /\n→ \S/);
    });
  }

  it('is 2 for a path that is missing and for one that is a file', async () => {
    const missing = await startTinybug(dataFolder, ['measure', '/no/such/folder']);
    assert.equal(missing.exitCode, ExitCode.Usage);
    assert.match(missing.stderr, /\(path-missing\)\n {2}There is no \/no\/such\/folder\./);
    const file = await startTinybug(dataFolder, ['measure', 'package.json']);
    assert.equal(file.exitCode, ExitCode.Usage);
    assert.match(file.stderr, /\(path-not-a-folder\)/);
  });

  it('is 2 for options that do not exist or do not fit', async () => {
    for (const options of [['--no-such-option'], ['--workers', 'many'], ['--report', '/no/such/folder/r.json']]) {
      const ended = await startTinybug(dataFolder, ['measure', ...options]);
      assert.equal(ended.exitCode, ExitCode.Usage, ended.all);
    }
  });

  it('is 6 for a configuration that is not valid, naming each variable', async () => {
    const ended = await startTinybug(dataFolder, ['measure'], { TINYBUG_ENV: 'prod', POSTGRES_URL: 'nonsense' });
    assert.equal(ended.exitCode, ExitCode.SetupFailed);
    assert.match(ended.stderr, /POSTGRES_URL[^]*TEMPORAL_ADDRESS/);
  });
});

describe('exit codes of a service that cannot be started', function () {
  this.timeout(180_000);
  before(buildProgram);

  it('is 6 with database-unavailable for a data folder that is a file', async () => {
    const file = join(await temporaryFolder('file'), 'data');
    await writeFile(file, '');
    const ended = await startTinybug(file, ['runs']);
    assert.equal(ended.exitCode, ExitCode.SetupFailed, ended.all);
    assert.match(ended.stderr, /\(database-unavailable\)\n {2}Tinybug cannot write into its data folder /);
    assert.ok(ended.stderr.includes(file), ended.stderr);
  });

  it('is 6 with temporal-unavailable for a server that does not answer, and leaves nothing running', async () => {
    const dataFolder = await newDataFolder();
    const configuration = join(dataFolder, 'temporal.toml');
    await writeFile(configuration, '[profile.default]\n');
    const ended = await startTinybug(dataFolder, ['runs'], {
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      TEMPORAL_CONFIG_FILE: configuration,
    });
    assert.equal(ended.exitCode, ExitCode.SetupFailed, ended.all);
    assert.match(ended.stderr, /\(temporal-unavailable\)\n {2}The Temporal server at 127\.0\.0\.1:1 does not answer\./);
    assert.deepEqual(await listProcessesOf(dataFolder), []);
  });

  it('is 6 with temporal-unavailable where no server can be had, saying what was tried', async () => {
    const dataFolder = await newDataFolder();
    const empty = await temporaryFolder('empty');
    const ended = await startTinybug(dataFolder, ['runs'], {
      PATH: empty,
      TINYBUG_CACHE: empty,
      HTTPS_PROXY: 'http://127.0.0.1:1',
    });
    assert.equal(ended.exitCode, ExitCode.SetupFailed, ended.all);
    assert.match(ended.stderr, /\(temporal-unavailable\)[^]*`temporal` is not on the PATH[^]*`go` is not on the PATH/);
  });
});

describe('tinybug serve', function () {
  this.timeout(180_000);
  before(buildProgram);

  it('is 6 with database-locked where another process has the data folder, and measure uses that service instead', async () => {
    const dataFolder = await newDataFolder();
    const { child, url } = await startService(dataFolder);
    const second = await startTinybug(dataFolder, ['serve', '--port', '0']);
    assert.equal(second.exitCode, ExitCode.SetupFailed);
    assert.match(
      second.stderr,
      new RegExp(`\\(database-locked\\)\\n {2}Process ${child.pid} uses the data folder ${dataFolder}\\.`),
    );
    const measured = await startTinybug(dataFolder, ['measure', '--max-mutants', '2']);
    assert.equal(measured.exitCode, ExitCode.Success, measured.stderr);
    assert.ok(measured.stdout.includes(`Page: ${url}/orgs/local/results/`), measured.stdout);
    child.kill('SIGINT');
    assert.equal((await child).exitCode, ExitCode.Success);
    assert.deepEqual(await listProcessesOf(dataFolder), []);
  });

  it('is 6 with port-in-use and leaves nothing running', async () => {
    const dataFolder = await newDataFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(address !== null && typeof address === 'object');
    const ended = await startTinybug(dataFolder, ['serve', '--port', String(address.port)]);
    other.close();
    assert.equal(ended.exitCode, ExitCode.SetupFailed);
    assert.match(ended.stderr, new RegExp(`\\(port-in-use\\)\\n {2}Port ${address.port} `));
    assert.deepEqual(await listProcessesOf(dataFolder), []);
  });
});
