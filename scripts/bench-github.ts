/** What measuring in GitHub Actions costs with many mutants, on a GitHub of this machine: `npm run bench:github [-- --webhooks] [-- --write]`. */
import { cp } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { JobRecord } from '../test/helpers/github/actions/run-records.ts';
import { createTemporaryFolder } from '../test/helpers/temporary-folder.ts';
import { rewriteSection } from './bench/benchmark-document.ts';
import { generateProject } from './bench/generated-project.ts';
import { describeMachine, readMachineFacts } from './bench/machine-facts.ts';
import { createGeneratedJobs } from './github/generated-jobs.ts';
import { startHostedService, type HostedService } from './github/hosted-service.ts';
import { readBranchFigures } from './github/measure-branches.ts';
import { measureRun, type MeasuredScale } from './github/measure-run.ts';
import { measureWebhooks } from './github/measure-webhooks.ts';
import { measureOneJobEach } from './github/one-job-each.ts';
import { describeFigures, describeWebhooks, type ScaleFigures } from './github/scale-report.ts';
import { createScaleProject } from './github/scale-project.ts';
import { projectRoot } from './python-tools.ts';

/** A plan of GitHub that many have. */
const CONCURRENT_JOBS = 20;
/** Shorter than checking out and installing takes, so that a shard ends soon after the other. */
const SHORTEST_SHARD_MS = 15_000;
const LONGEST_SHARD_MS = 25_000;
const UNENDING_JOB_MS = 600_000;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { write: { type: 'boolean' }, webhooks: { type: 'boolean' } },
  });
  const facts = await readMachineFacts('python3');
  const figures = values.webhooks === true ? await measureWebhooksAlone() : describeFigures(await measureAll());
  const text = [
    figures,
    `${describeMachine(facts, loadavg()[0] ?? 0)}\nCommand: \`${['npm run bench:github --', ...args].join(' ')}\`.`,
  ].join('\n\n');
  console.log(`\n${text}`);
  const section = values.webhooks === true ? 'github-webhooks' : 'github';
  if (values.write === true) await rewriteSection(join(projectRoot, 'docs', 'benchmarks.md'), section, text);
}

/** Its jobs go on for longer than webhooks are sent. */
async function measureWebhooksAlone(): Promise<string> {
  const runJob = createGeneratedJobs(({ run, matrix }) =>
    matrix?.['shard'] === undefined || run.jobs.length === 1 ? 0 : UNENDING_JOB_MS,
  );
  const service = await startHostedService({ concurrentJobs: CONCURRENT_JOBS, runJob });
  try {
    return describeWebhooks(await measureWebhooks(service, await createScaleProject(service)));
  } finally {
    await service.close();
  }
}

/** Shards begin together and end one after the other. */
function durationOf({ run, matrix, id }: JobRecord): number {
  if (matrix?.['shard'] === undefined || run.jobs.length === 1) return 0;
  return SHORTEST_SHARD_MS + ((id * 997) % (LONGEST_SHARD_MS - SHORTEST_SHARD_MS));
}

async function measureAll(): Promise<ScaleFigures> {
  const oneJobEach = await inProjectFolder((folder) => measureOneJobEach(1_000, folder));
  console.log(`one job each: ${oneJobEach.jobs} jobs, ${oneJobEach.billedMinutes} minutes`);
  const runJob = createGeneratedJobs(durationOf);
  const service = await startHostedService({ concurrentJobs: CONCURRENT_JOBS, runJob });
  try {
    return { oneJobEach, ...(await measureService(service)) };
  } finally {
    await service.close();
  }
}

async function measureService(service: HostedService): Promise<Omit<ScaleFigures, 'oneJobEach'>> {
  const project = await createScaleProject(service);
  const sharded = { strategy: 'sharded', shards: 20 } as const;
  const thousand = told(await measureRun(service, project, { ...sharded, 'max-mutants': 1_000 }));
  const tenThousand = told(await measureRun(service, project, { ...sharded, 'max-mutants': 10_000 }));
  const branches = told(await measureRun(service, project, { strategy: 'branch-per-mutant', 'max-mutants': 200 }));
  const branchFigures = await readBranchFigures(service, project, branches);
  return { thousand, tenThousand, branches, branchFigures };
}

function told(measured: MeasuredScale): MeasuredScale {
  console.log(JSON.stringify({ ...measured, run: measured.run.counts }));
  return measured;
}

async function inProjectFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const { folder, remove } = await createTemporaryFolder();
  await generateProject(folder, { functions: 50, tests: 50 });
  await cp(join(projectRoot, 'test/fixtures/ci-with-junit/.github'), join(folder, '.github'), { recursive: true });
  try {
    return await work(folder);
  } finally {
    await remove();
  }
}

await main(process.argv.slice(2));
