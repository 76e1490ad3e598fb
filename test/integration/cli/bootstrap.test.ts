import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { ExitCode } from '../../../shared/error-code.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';
import { buildProgram, projectRoot } from './tinybug-process.ts';

describe('npm run measure', function () {
  this.timeout(120_000);
  before(buildProgram);

  it('takes paths from where the person is, and passes on options and exit codes', async () => {
    const folder = await temporaryFolder('elsewhere');
    await writeFile(join(folder, 'file.py'), '');
    const ended = await execa('npm', ['--prefix', projectRoot, 'run', 'measure', '--', 'file.py', '--workers', '1'], {
      cwd: folder,
      reject: false,
    });
    assert.equal(ended.exitCode, ExitCode.Usage, ended.stderr);
    assert.match(ended.stderr, /\(path-not-a-folder\)\n {2}\S*file\.py is a file\./);
    assert.ok(ended.stderr.includes(join(folder, 'file.py')), ended.stderr);
  });

  it('loads nothing heavy for --help', async () => {
    const { stdout } = await execa(process.execPath, [join(projectRoot, 'dist', 'cli.js'), '--help'], {
      env: { NODE_DEBUG: 'esm' },
      all: true,
    });
    assert.match(stdout, /Exit codes:/);
    const { all } = await execa(process.execPath, [join(projectRoot, 'dist', 'cli.js'), '--version'], {
      env: { NODE_DEBUG: 'esm,module' },
      all: true,
    });
    assert.doesNotMatch(all, /node_modules\/(@temporalio|@electric-sql|pino|tree-sitter)/);
  });
});
