import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { ExitCode } from '../../../shared/error-code.ts';
import type { MeasuredMutant } from '../../../shared/mutant-result.ts';
import { RunEvent } from '../../../shared/run-event.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';
import { activeEnvironment, buildProgram, listProcessesOf, newDataFolder, startTinybug } from './tinybug-process.ts';

interface ReportedFile {
  source: string;
  mutants: {
    id: string;
    status: string;
    replacement: string;
    location: { start: { line: number; column: number }; end: { line: number; column: number } };
  }[];
}

const reportSchema = createRequire(import.meta.url)(
  'mutation-testing-report-schema/mutation-testing-report-schema.json',
) as object;

describe('tinybug measure', function () {
  this.timeout(180_000);
  let dataFolder: string;
  before(async () => {
    await buildProgram();
    dataFolder = await newDataFolder();
  });

  it('measures the sample without a path and prints score, counts, uncaught mutants with diffs and the page', async () => {
    const { exitCode, stdout, stderr } = await startTinybug(dataFolder, ['measure']);
    assert.equal(exitCode, ExitCode.Success, stderr);
    assert.match(stdout, /^Mutation score: \d+\.\d % \(\d+ of \d+ mutants caught\)$/m);
    assert.match(stdout, /^ +\d+ {2}Killed /m);
    assert.match(stdout, /^shop\/shipping\.py\n {2}line \d+.*: \w+ {2}.+ [0-9a-f]{16}\n {4}- .+\n {4}\+ .+/m);
    assert.match(
      stdout,
      /^Page, while `npm start` runs: http:\/\/127\.0\.0\.1:7373\/orgs\/local\/results\/[0-9a-f-]{36}\?key=\S+$/m,
    );
    assert.match(stderr, /^Measuring …$/m);
    assert.ok(!(stdout + stderr).includes('\u001b'));
    assert.deepEqual(await listProcessesOf(dataFolder), []);
  });

  it('prints with --json one run event a line and nothing else, and writes with --report what the events say', async () => {
    const reportFile = join(await temporaryFolder('report'), 'report.json');
    const options = ['measure', '--json', '--report', reportFile, '--max-mutants', '12'];
    const { exitCode, stdout, stderr } = await startTinybug(dataFolder, options);
    assert.equal(exitCode, ExitCode.Success, stderr);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => RunEvent.parse(JSON.parse(line)));
    assert.deepEqual(
      events.map((event) => event.sequence),
      events.map((_, index) => index + 1),
    );
    assert.equal(events.at(-1)?.payload.type, 'run-completed');
    const finished = events.flatMap(({ payload }) => (payload.type === 'mutant-finished' ? [payload.mutant] : []));
    assert.equal(finished.length, 12);
    await checkReport(reportFile, finished);
  });

  async function checkReport(reportFile: string, finished: readonly MeasuredMutant[]): Promise<void> {
    const report: unknown = JSON.parse(await readFile(reportFile, 'utf8'));
    const ajv = new Ajv({ strict: false });
    assert.ok(ajv.validate(reportSchema, report), ajv.errorsText());
    const { files } = report as { files: Record<string, ReportedFile> };
    for (const mutant of finished) {
      const file = files[mutant.path];
      const reported = file?.mutants.find(({ id }) => id === mutant.id);
      assert.ok(file && reported, `${mutant.id} is not in the report`);
      assert.equal(reported.status, mutant.status);
      assert.equal(replace(file.source, reported), spliceBytes(file.source, mutant));
    }
    assert.deepEqual(await readdir(join(reportFile, '..')), ['report.json']);
  }

  it('exits with 4 when the score is below --fail-under, and names both', async () => {
    const { exitCode, stderr } = await startTinybug(dataFolder, [
      'measure',
      '--max-mutants',
      '5',
      '--fail-under',
      '100',
      '--mutators',
      'ReturnValue,EqualityOperator',
    ]);
    assert.equal(exitCode, ExitCode.ScoreTooLow, stderr);
    assert.match(stderr, /below the threshold \(score-too-low\)\n {2}It is \d+\.\d %; the threshold is 100 %\.\n→ /);
  });

  it('shows a mutant, lists the runs and exports the newest without a service that runs', async () => {
    const runs = await startTinybug(dataFolder, ['runs', '--json']);
    assert.equal(runs.exitCode, ExitCode.Success, runs.stderr);
    const newest = JSON.parse(runs.stdout.split('\n')[0] ?? '') as { id: string };
    const exported = await startTinybug(dataFolder, ['export']);
    const { files } = JSON.parse(exported.stdout) as { files: Record<string, ReportedFile> };
    const killed = Object.values(files)
      .flatMap((file) => file.mutants)
      .find((mutant) => mutant.status === 'Killed');
    assert.ok(killed, 'no mutant was killed');
    const shown = await startTinybug(dataFolder, ['show', killed.id, '--run', newest.id]);
    assert.equal(shown.exitCode, ExitCode.Success, shown.stderr);
    assert.match(shown.stdout, /^Killed$[^]*^@@ [^]*^Noticed by tests\/\S+::\S+/m);
    const reach = await startTinybug(dataFolder, ['show', newest.id, '--reach']);
    assert.equal(reach.exitCode, ExitCode.Success, reach.stderr);
    assert.match(reach.stdout, /^\S+\.py:\d+: Imports are not mutated\.$[^]*^\d+ statements? without a mutant$/m);
    const unknown = await startTinybug(dataFolder, ['show', crypto.randomUUID(), '--reach']);
    assert.match(unknown.stderr, /\(not-found\)/);
  });

  it('triage marks a mutant with a reason, show says who did and why, and --remove takes it back', async () => {
    const exported = await startTinybug(dataFolder, ['export']);
    const { files } = JSON.parse(exported.stdout) as { files: Record<string, ReportedFile> };
    const mutants = Object.values(files).flatMap((file) => file.mutants);
    const uncaught = mutants.find(({ status }) => status === 'Survived' || status === 'NoCoverage');
    const caught = mutants.find(({ status }) => status === 'Killed');
    assert.ok(uncaught && caught);
    const mark = ['--as', 'equivalent', '--reason', 'the result is the same'];
    const marked = await startTinybug(dataFolder, ['triage', uncaught.id, ...mark]);
    assert.equal(marked.exitCode, ExitCode.Success, marked.stderr);
    assert.match(marked.stdout, /^\S+\.py:\d+ is marked as equivalent\. The measured score stays as it is\.$/m);
    const shown = await startTinybug(dataFolder, ['show', uncaught.id]);
    const sentence = `Marked as equivalent by ${userInfo().username} on `;
    assert.ok(shown.stdout.includes(sentence), shown.stdout);
    assert.match(shown.stdout, /^(Survived|NoCoverage)$[^]*: the result is the same$/m);
    const refused = await startTinybug(dataFolder, ['triage', caught.id, ...mark]);
    assert.equal(refused.exitCode, ExitCode.Usage);
    assert.match(refused.stderr, /\(mutant-caught\)/);
    const removed = await startTinybug(dataFolder, ['triage', uncaught.id, '--remove']);
    assert.match(removed.stdout, /is not marked any more\.$/m);
    assert.doesNotMatch((await startTinybug(dataFolder, ['show', uncaught.id])).stdout, /Marked as/);
  });

  it('triage asks for a kind and a reason before anything is started', async () => {
    const id = '0'.repeat(16);
    for (const options of [[], ['--as', 'equivalent'], ['--as', 'equivalent', '--reason', ' '], ['--as', 'wrong']]) {
      const { exitCode } = await startTinybug(dataFolder, ['triage', id, ...options]);
      assert.equal(exitCode, ExitCode.Usage, options.join(' '));
    }
    const both = await startTinybug(dataFolder, ['triage', id, '--remove', '--as', 'equivalent']);
    assert.equal(both.exitCode, ExitCode.Usage);
  });

  it('skips a file that is no Python and one that is not UTF-8, and says so', async () => {
    const project = await temporaryFolder('broken');
    await writeFile(join(project, 'good.py'), 'def twice(value):\n    return value + value\n');
    await writeFile(join(project, 'broken.py'), 'def broken(:\n');
    await writeFile(join(project, 'latin.py'), Buffer.from('NAME = "\xe9"\n', 'latin1'));
    await writeFile(
      join(project, 'test_good.py'),
      'from good import twice\n\ndef test_twice():\n    assert twice(2) == 4\n',
    );
    const { exitCode, stdout, stderr } = await startTinybug(
      dataFolder,
      ['measure', project],
      await activeEnvironment(),
    );
    assert.equal(exitCode, ExitCode.Success, stderr);
    assert.match(
      stdout,
      /^2 files skipped\n {2}broken\.py is left out: syntax error at line 1\.\n {2}latin\.py is left out: .+UTF-8\.$/m,
    );
  });
});

/** The source with the reported range, line and column from 1, replaced. */
function replace(source: string, { location, replacement }: ReportedFile['mutants'][number]): string {
  const lines = source.split('\n');
  const offsetOf = ({ line, column }: { line: number; column: number }) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  return source.slice(0, offsetOf(location.start)) + replacement + source.slice(offsetOf(location.end));
}

function spliceBytes(source: string, { byteRange: [start, end], replacement }: MeasuredMutant): string {
  const bytes = Buffer.from(source);
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(replacement), bytes.subarray(end)]).toString();
}
