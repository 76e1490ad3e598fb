import { statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { CiJobState } from '../ci-provider.ts';
import { diskFull, tellsDiskFull } from './disk-full.ts';
import type { JobFolder } from './job-folder.ts';
import { keepLog, readLogExcerpt } from './job-log.ts';
import { isReportWhole } from './report-file.ts';
import type { ProcessEnd } from './runner-process.ts';

/** Less than this and not even a small file can be written. */
const FULL_BELOW_BYTES = 256 * 1024;

/**
 * What became of a job whose runner is gone.
 *
 * @param end absent when the runner was started by a process before this one
 * @throws TinybugError `disk-full` where that is why there is no whole report
 */
export async function judgeEndedJob(paths: JobFolder, end: ProcessEnd | undefined): Promise<CiJobState> {
  if (await isReportWhole(paths.report)) return { state: 'finished' };
  if (existsSync(paths.cancelled)) return { state: 'cancelled' };
  if (!existsSync(paths.folder)) return { state: 'lost', reason: 'The files of the job are gone.' };
  const excerpt = await readLogExcerpt(paths.log);
  if (tellsDiskFull(excerpt) || (await isDiskFull(paths.folder))) throw diskFull(paths.folder);
  await keepLog(paths.log, paths.keptLog);
  const output = excerpt === '' ? 'It printed nothing.' : `The last lines of its log, ${paths.keptLog}:\n${excerpt}`;
  return { state: 'lost', reason: `The runner ended ${describeEnd(end)} before its report was whole. ${output}` };
}

async function isDiskFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < FULL_BELOW_BYTES;
}

function describeEnd(end: ProcessEnd | undefined): string {
  if (end === undefined) return 'together with the service that had started it';
  return end.signal === null ? `with exit code ${String(end.exitCode)}` : `by signal ${end.signal}`;
}
