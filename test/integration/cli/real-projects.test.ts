import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ExitCode } from '../../../shared/error-code.ts';
import { hashTree, realProject, type RealProjectName, temporaryFolder } from '../../helpers/python-projects.ts';
import { buildProgram, listProcessesOf, newDataFolder, startTinybug } from './tinybug-process.ts';

const Position = z.object({ line: z.int(), column: z.int() });
const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          status: z.string(),
          replacement: z.string(),
          location: z.object({ start: Position, end: Position }),
        }),
      ),
    }),
  ),
});

const PROJECTS: readonly RealProjectName[] = ['markupsafe', 'itsdangerous'];
const SAMPLE = 16;

describe('tinybug measure, on projects as published', function () {
  this.timeout(300_000);
  before(buildProgram);

  for (const name of PROJECTS) {
    it(`gives every mutant of a sample of ${name} a verdict and leaves the project as it was`, async () => {
      const [dataFolder, project] = [await newDataFolder(), await realProject(name)];
      const reportFile = join(await temporaryFolder('report'), 'report.json');
      const before = hashTree(project);
      const options = ['measure', project, '--max-mutants', String(SAMPLE), '--report', reportFile];
      const { exitCode, stdout, stderr } = await startTinybug(dataFolder, options);
      assert.equal(exitCode, ExitCode.Success, stderr);
      assert.match(stdout, new RegExp(String.raw`^Mutation score: .+ of ${SAMPLE} mutants caught\)$`, 'm'));
      assert.equal(hashTree(project), before);
      const { files } = Report.parse(JSON.parse(await readFile(reportFile, 'utf8')));
      const mutants = Object.values(files).flatMap(({ source, mutants }) =>
        mutants.map((mutant) => ({ source, ...mutant })),
      );
      const measured = mutants.filter(({ status }) => status !== 'Ignored');
      assert.equal(measured.length, SAMPLE);
      for (const { source, status, replacement, location } of measured) {
        assert.match(status, /^(?:Killed|Survived|Timeout|NoCoverage)$/);
        const [start, end] = [offsetOf(source, location.start), offsetOf(source, location.end)];
        assert.notEqual(source.slice(0, start) + replacement + source.slice(end), source);
      }
      assert.deepEqual(await listProcessesOf(dataFolder), []);
    });
  }
});

function offsetOf(source: string, { line, column }: z.infer<typeof Position>): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}
