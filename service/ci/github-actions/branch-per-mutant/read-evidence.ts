import {
  GithubNotFound,
  type GithubRepository,
  type WorkflowJob,
  type WorkflowRun,
} from '../../../github/github-api.ts';
import { openHostileZip } from '../uploads/hostile-zip.ts';
import { UploadRefusedError } from '../uploads/upload-refused-error.ts';
import { DEFAULT_ZIP_LIMITS } from '../uploads/zip-limits.ts';
import { isJobShownAs, isShownAs } from '../workflows/test-steps.ts';
import type { CiRunEvidence } from './ci-run.ts';
import type { TestWorkflow } from './workflow-triggers.ts';

/** The end of a log, where pytest says what it found. */
const LONGEST_LOG_BYTES = 8 * 1024 * 1024;
const MOST_REPORTS = 50;

/** What a finished run left behind, as far as its tests are concerned. */
export async function readEvidence(
  repository: GithubRepository,
  run: WorkflowRun,
  workflows: readonly TestWorkflow[],
): Promise<CiRunEvidence> {
  const definitions = workflows.find(({ path }) => path === run.path)?.jobs ?? [];
  const jobs = await repository.listJobs(run.id);
  const testJobs = jobs.filter(({ name }) => definitions.some((definition) => isJobShownAs(definition.name, name)));
  const [logs, reports] = await Promise.all([
    readLogs(repository, testJobs),
    readReports(
      repository,
      run.id,
      definitions.flatMap(({ reports: upload }) => upload?.artifact ?? []),
    ),
  ]);
  return { run, jobs, logs, reports };
}

async function readLogs(
  repository: GithubRepository,
  jobs: readonly WorkflowJob[],
): Promise<ReadonlyMap<number, string>> {
  const logs = new Map<number, string>();
  for (const job of jobs) {
    if (job.status !== 'completed' || job.conclusion === 'skipped') continue;
    const log = await repository.readJobLog(job.id, LONGEST_LOG_BYTES).catch(absentIfGone);
    if (log !== undefined) logs.set(job.id, log);
  }
  return logs;
}

async function readReports(
  repository: GithubRepository,
  runId: number,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  if (names.length === 0) return texts;
  const artifacts = await repository.listArtifacts(runId);
  const wanted = artifacts.filter(({ name, isExpired }) => !isExpired && names.some((shown) => isShownAs(shown, name)));
  for (const { id, name } of wanted) {
    for (const [file, text] of await readXmlFiles(repository, id)) {
      if (texts.size < MOST_REPORTS) texts.set(`${name}/${file}`, text);
    }
  }
  return texts;
}

/** An upload that is refused counts as none. */
async function readXmlFiles(repository: GithubRepository, artifactId: number): Promise<[string, string][]> {
  const zip = await repository.downloadArtifact(artifactId, DEFAULT_ZIP_LIMITS.compressedBytes).catch(absentIfGone);
  if (zip === undefined) return [];
  try {
    const opened = openHostileZip(zip);
    const names = opened.names.filter((name) => name.endsWith('.xml'));
    return names.map((name) => [name, new TextDecoder().decode(opened.read(name))]);
  } catch (error) {
    if (error instanceof UploadRefusedError) return [];
    throw error;
  }
}

function absentIfGone(error: unknown): undefined {
  if (!(error instanceof GithubNotFound)) throw error;
}
