import { RunnerRecord } from '../../../../shared/runner-report.ts';
import type { GithubRepository } from '../../../github/github-api.ts';
import { openHostileZip } from '../uploads/hostile-zip.ts';
import { UploadRefusedError } from '../uploads/upload-refused-error.ts';
import { DEFAULT_ZIP_LIMITS } from '../uploads/zip-limits.ts';

/** Name of the artifact that a job of Tinybug's workflow uploads. */
export const artifactName = (jobId: string): string => `tinybug-${jobId}`;

export const MOST_REPORT_BYTES = DEFAULT_ZIP_LIMITS.compressedBytes;

const REPORT_NAME = 'report.ndjson';

/** What a job has uploaded, as far as it can be believed to be a report. */
export interface ShardReport {
  readonly records: readonly RunnerRecord[];
  /** Why no more follows; absent where the report is whole. */
  readonly problem?: string;
}

/** Downloads and reads a job's report. Whoever controls the repository controls every byte of it. */
export async function downloadReport(repository: GithubRepository, artifactId: number): Promise<ShardReport> {
  const zip = await repository.downloadArtifact(artifactId, MOST_REPORT_BYTES);
  try {
    return readReport(openHostileZip(zip).read(REPORT_NAME));
  } catch (error) {
    if (!(error instanceof UploadRefusedError)) throw error;
    return { records: [], problem: `The report that the job uploaded is refused. ${error.message}` };
  }
}

/** Every line up to the first that is no record. */
export function readReport(bytes: Uint8Array): ShardReport {
  const lines = new TextDecoder().decode(bytes).split('\n');
  const records: RunnerRecord[] = [];
  for (const line of lines.slice(0, -1)) {
    const record = RunnerRecord.safeParse(parseJson(line));
    if (!record.success) return { records, problem: `Line ${records.length + 1} of the job's report is no record.` };
    records.push(record.data);
  }
  const last = records.at(-1)?.type;
  if (last === 'finished' || last === 'failed') return { records };
  return { records, problem: "The job's report breaks off: its runner was ended before its work was done." };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
