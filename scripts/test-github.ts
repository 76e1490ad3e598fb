/**
 * Both strategies of GitHub Actions on a GitHub of this machine: first the tests of `test/github`, then toolz, measured by
 * each strategy and by the local provider, and every verdict compared: `npm run test:github [-- --mutants N]`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import type { Settings } from '../shared/settings.ts';
import { installWorkflow } from '../test/helpers/github/install-workflow.ts';
import { prepareJobPython } from '../test/helpers/github/job-python.ts';
import { startGithubService, type GithubService } from '../test/helpers/github-service.ts';
import { measureLocally, type MeasuredRun } from '../test/helpers/local-service.ts';
import { createTemporaryFolder } from '../test/helpers/temporary-folder.ts';
import { compareVerdicts, describeCounts, type Strategy, type VerdictComparison } from './github/compare-verdicts.ts';
import { copyToolz } from './github/toolz-repository.ts';
import { projectRoot } from './python-tools.ts';

const USUAL_MUTANTS = 60;
/** So that a run has several, as it would have in a larger project. */
const SHARDS = 3;
const STRATEGIES: readonly Strategy[] = ['sharded', 'branch-per-mutant'];

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { mutants: { type: 'string' }, 'only-toolz': { type: 'boolean' } },
  });
  const mutants = Number(values.mutants ?? USUAL_MUTANTS);
  if (!Number.isInteger(mutants) || mutants < 1) throw new Error('--mutants takes a number above 0.');
  const areTestsGreen = values['only-toolz'] === true || (await runTests());
  const comparisons = await measureToolz({ 'max-mutants': mutants, cache: false, shards: SHARDS });
  console.log(`\n${comparisons.map(describeComparison).join('\n')}`);
  return areTestsGreen && comparisons.every(({ compared, agreeing }) => compared > 0 && agreeing === compared) ? 0 : 1;
}

async function runTests(): Promise<boolean> {
  const mocha = join(projectRoot, 'node_modules', '.bin', 'mocha');
  const { failed } = await execa(mocha, ['test/github/**/*.test.ts'], {
    cwd: projectRoot,
    stdio: 'inherit',
    reject: false,
    env: { TEMPORAL_CONFIG_FILE: '/dev/null' },
  });
  return !failed;
}

async function measureToolz(settings: Settings): Promise<VerdictComparison[]> {
  const { folder, remove } = await createTemporaryFolder();
  const project = join(folder, 'toolz');
  try {
    await copyToolz(project);
    const { '': python = 'python3' } = await prepareJobPython();
    const local = await timed('local', () => measureLocally(project, { ...settings, python }));
    const service = await startGithubService();
    try {
      await installWorkflow(project, service.api.origin);
      const repository = await service.github.createRepository({ name: 'toolz', folder: project });
      const comparisons: VerdictComparison[] = [];
      for (const strategy of STRATEGIES) {
        const measured = await timed(strategy, () =>
          measureAtGithub(service, repository.fullName, { ...settings, strategy }),
        );
        comparisons.push(compareVerdicts(strategy, local.mutants, measured.mutants));
      }
      return comparisons;
    } finally {
      await service.close();
    }
  } finally {
    await remove();
  }
}

async function measureAtGithub(service: GithubService, fullName: string, settings: Settings): Promise<MeasuredRun> {
  const run = await service.measure(fullName, { settings });
  return { run, mutants: await service.store.listStoredMutants(run.id) };
}

/** @throws Error where the run came to no end that can be compared */
async function timed(name: string, measure: () => Promise<MeasuredRun>): Promise<MeasuredRun> {
  const startedAt = performance.now();
  const measured = await measure();
  const { run, mutants } = measured;
  if (run.status !== 'Completed')
    throw new Error(`The run by ${name} ended as ${run.status}: ${run.problem?.detail ?? 'without a reason'}`);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`toolz, ${name}: ${describeCounts(mutants)} in ${seconds} s`);
  return measured;
}

function describeComparison(comparison: VerdictComparison): string {
  const { strategy, compared, agreeing, survivedWithoutCoverage, disagreements } = comparison;
  return [
    ...(survivedWithoutCoverage > 0
      ? [
          `${strategy}: ${survivedWithoutCoverage} mutants that no test reaches (NoCoverage by the local provider, which traces) survived all tests; that counts as agreement.`,
        ]
      : []),
    ...disagreements,
    `${strategy}: compared ${compared} mutants, ${agreeing} agree`,
  ].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
