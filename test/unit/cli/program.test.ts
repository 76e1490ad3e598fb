import assert from 'node:assert/strict';
import { CommanderError } from 'commander';
import { createProgram, type Commands } from '../../../service/cli/program.ts';
import { ExitCode } from '../../../shared/error-code.ts';

/** What a command line asks for: the command and the arguments it is called with. */
async function parse(...commandLine: string[]): Promise<unknown[]> {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...given: unknown[]) => {
      calls.push([name, ...given]);
      return Promise.resolve(ExitCode.Success);
    };
  const commands: Commands = {
    measure: record('measure'),
    serve: record('serve'),
    connect: record('connect'),
    runs: record('runs'),
    show: record('show'),
    triage: record('triage'),
    export: record('export'),
    accounts: record('accounts'),
  };
  const program = createProgram('1.2.3', commands, () => undefined);
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  await program.parseAsync(commandLine, { from: 'user' });
  return calls[0] ?? [];
}

describe('createProgram', () => {
  it('measures the sample where no path is given', async () => {
    assert.deepEqual(await parse('measure'), ['measure', undefined, { cache: true }]);
  });

  it('reads a mark, or that it is to be removed, and refuses both and kinds that there are not', async () => {
    const id = '0123456789abcdef';
    assert.deepEqual(await parse('triage', id, '--as', 'not-useful', '--reason', 'a log text', '--run', 'r'), [
      'triage',
      id,
      { as: 'not-useful', reason: 'a log text', run: 'r' },
    ]);
    assert.deepEqual(await parse('triage', id, '--remove'), ['triage', id, { remove: true }]);
    await assert.rejects(parse('triage', id, '--remove', '--reason', 'x'), CommanderError);
    await assert.rejects(parse('triage', id, '--as', 'boring'), CommanderError);
  });

  it('gives an organisation an account at GitHub or takes it away, and not both', async () => {
    assert.deepEqual(await parse('accounts', 'team'), ['accounts', 'team', {}]);
    assert.deepEqual(await parse('accounts', 'team', '--claim', 'acme'), ['accounts', 'team', { claim: 'acme' }]);
    await assert.rejects(parse('accounts', 'team', '--claim', 'acme', '--release', 'other'), CommanderError);
    await assert.rejects(parse('accounts', 'team', '--claim', 'acme/cart'), CommanderError);
  });

  it('reads every option of measure', async () => {
    const commandLine =
      'measure proj --python python3.12 --since main --max-mutants 50 --time-budget 90s --paths src,lib --paths more --exclude */gen.py ' +
      '--mutators -StringLiteral --workers 2 --json --report r.json --fail-under 80 --no-cache --serve --data-folder d --service http://127.0.0.1:1';
    assert.deepEqual(await parse(...commandLine.split(' '), '--pytest-arguments', `-k "not slow" -x`), [
      'measure',
      'proj',
      {
        python: 'python3.12',
        since: 'main',
        maxMutants: 50,
        timeBudget: 1.5,
        paths: ['src', 'lib', 'more'],
        exclude: ['*/gen.py'],
        mutators: ['-StringLiteral'],
        workers: 2,
        json: true,
        report: 'r.json',
        failUnder: 80,
        cache: false,
        serve: true,
        dataFolder: 'd',
        service: 'http://127.0.0.1:1',
        pytestArguments: ['-k', 'not slow', '-x'],
      },
    ]);
  });

  it('reads the other commands', async () => {
    assert.deepEqual(await parse('serve', '--port', '0'), ['serve', { port: 0 }]);
    assert.deepEqual(await parse('runs'), ['runs', { limit: 20 }]);
    assert.deepEqual(await parse('show', '0123456789abcdef', '--run', 'r'), ['show', '0123456789abcdef', { run: 'r' }]);
    assert.deepEqual(await parse('show', 'r', '--reach', '--json'), ['show', 'r', { reach: true, json: true }]);
    assert.deepEqual(await parse('export', '--output', 'o.json'), ['export', undefined, { output: 'o.json' }]);
  });

  const wrong = [
    'measure --max-mutants 0',
    'measure --max-mutants 1.5',
    'measure --fail-under 101',
    'measure --fail-under x',
    'measure --time-budget 0',
    'measure --time-budget 25h',
    'measure --since --upload-pack=x',
    'measure --paths ,',
    'measure --workers -1',
    `measure --pytest-arguments "a`,
    'measure one two',
    'measure --unknown',
    'serve --port 65536',
    'nothing',
    'show',
    'show r --reach --run r',
  ];
  for (const commandLine of wrong) {
    it(`refuses \`tinybug ${commandLine}\``, async () => {
      await assert.rejects(
        parse(...commandLine.split(' ')),
        (error) => error instanceof CommanderError && error.exitCode !== 0,
      );
    });
  }
});
