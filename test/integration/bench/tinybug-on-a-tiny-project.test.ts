import assert from 'node:assert/strict';
import { join } from 'node:path';
import { preparePytest } from '../../../scripts/bench/bench-environment.ts';
import { compareWorkers } from '../../../scripts/bench/compare-workers.ts';
import { generateProject } from '../../../scripts/bench/generated-project.ts';
import { executedMutants } from '../../../scripts/bench/mutant-counts.ts';
import { measureScale, type ScaleRow } from '../../../scripts/bench/scale.ts';
import { measureRunner } from '../../../scripts/bench/tinybug/measure-runner.ts';
import { openMeasuredProject } from '../../../scripts/oracle/measured-project.ts';
import { projectRoot } from '../../../scripts/python-tools.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';

describe('The benchmark of Tinybug', function () {
  this.timeout(240_000);
  let place: { runner: string; python: string; limits: { seconds: number; memoryMb: number } };

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    const python = await preparePytest('python3');
    place = { runner: join(projectRoot, 'runner', 'src'), python, limits: { seconds: 120, memoryMb: 4000 } };
  });

  it('measureRunner accounts for every mutant of the project', async () => {
    const projectFolder = await temporaryFolder('bench');
    await generateProject(projectFolder, { functions: 2, tests: 2 });
    const { mutants } = await openMeasuredProject(projectFolder);
    const figures = await measureRunner({ ...place, projectFolder }, { workers: 1 });
    const { counts, results, limit } = figures;
    assert.equal(executedMutants(counts) + counts.notRun, mutants.length);
    assert.ok(counts.killed > 0 && counts.survived > 0, JSON.stringify(counts));
    assert.equal(results.length, executedMutants(counts));
    assert.equal(limit.mutants, counts.killed + counts.survived);
    assert.ok(limit.cpuMs > 0 && limit.cpuMs < figures.whole.cpuMs);
    assert.equal(figures.whole.cpuMs, figures.baseline.cpuMs + figures.mutants.cpuMs);
  });

  it('measureScale runs as many mutants and tests as it was asked for', async () => {
    const rows: ScaleRow[] = [];
    await measureScale(place, { functions: 3, mutants: [4], tests: [7] }, 1, (row) => rows.push(row));
    assert.deepEqual(
      rows.map(({ what, done }) => [what, done]),
      [
        ['mutants', 4],
        ['tests in the baseline', 7],
      ],
    );
    for (const { measurement } of rows) {
      assert.equal(measurement.cutOff, null);
      assert.ok(measurement.leaderMemoryMb > 0);
    }
  });

  it('compareWorkers runs the same mutants with each number of workers', async () => {
    const projectFolder = await temporaryFolder('bench');
    await generateProject(projectFolder, { functions: 2, tests: 2 });
    const row = await compareWorkers('tiny', { ...place, projectFolder }, 4);
    assert.equal(row.mutants, 4);
    assert.deepEqual([...row.wallMs.keys()], [1, 2]);
  });
});
