/** Hosts a local provider in a process of its own, starts a job, says what it needs to be found again, and never ends. */
import { createLocalCiProvider } from '../../../service/ci/local/local-ci-provider.ts';
import { createBaselineJob, recordListener, startCiJob } from '../../helpers/ci-job.ts';

const [jobsFolder = '', cacheFolder = '', runnerFolder = '', projectFolder = '', python = '', ...pytestArguments] =
  process.argv.slice(2);
const listener = recordListener();
const provider = createLocalCiProvider({ jobsFolder, cacheFolder, runnerFolder, listener, environment: process.env });
const job = createBaselineJob(projectFolder, { pytestArguments, settings: { python } });
const handle = await startCiJob(provider, job);
console.log(JSON.stringify({ runId: job.runId, jobId: job.jobId, handle }));
setInterval(() => undefined, 60_000);
