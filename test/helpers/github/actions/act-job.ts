import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { stopProcesses } from '../../../../service/ci/local/stop-processes.ts';
import type { Clock } from '../clock.ts';
import { ActLog } from './act-log.ts';
import { cancelAct } from './cancel-act.ts';
import { OUTPUTS_STEP_ID, usedActions, writeJobWorkflow } from './job-workflow.ts';
import type { Conclusion, JobRecord } from './run-records.ts';

const STAND_INS = path.join(import.meta.dirname, 'stand-ins');
/** GitHub gives five minutes to the steps that run always. */
const CANCEL_GRACE_MS = 10_000;

/**
 * A shell that ends the whole session when its input ends, so that no job outlives tests that were killed.
 * The subshell must hold none of the job's pipes, or they would never be seen to close.
 */
const WITH_LIFELINE =
  'exec 3<&0; "$@" 3<&- & act=$!; (cat <&3; kill -KILL $(ps -o pid= -s $$)) >/dev/null 2>&1 & wait $act';

export interface ActJobOptions {
  readonly actExecutable: string;
  /** Where jobs have their folders; each is removed when its job ends. */
  readonly root: string;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string>>;
  readonly token: string;
  readonly needed: readonly JobRecord[];
  /** Called whenever the job's steps or log have changed. */
  onChange(): void;
}

export interface JobResult {
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface RunningJob {
  readonly result: Promise<JobResult>;
  /** Ends all its processes: a cancelled job does what it always has to do, a runner that dies nothing. */
  stop(graceMs?: number): Promise<void>;
}

/** Runs one job by act, in a folder and a session of its own. */
export async function startActJob(job: JobRecord, options: ActJobOptions): Promise<RunningJob> {
  const folder = await mkdtemp(path.join(options.root, `job-${job.id}-`));
  await writeInputs(job, folder, options);
  const log = new ActLog(job, options.clock, OUTPUTS_STEP_ID);
  const act = spawn('sh', ['-c', WITH_LIFELINE, 'sh', options.actExecutable, ...actArguments(job, folder)], {
    cwd: folder,
    detached: true,
    env: jobEnvironment(folder),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // The pipe is the lifeline: nothing is ever written to it.
  act.stdin.on('error', () => undefined);
  return {
    result: follow(act, log, folder, options.onChange),
    async stop(graceMs = CANCEL_GRACE_MS) {
      log.ending = graceMs > 0 ? 'cancelled' : 'lost';
      if (act.pid === undefined) return;
      if (graceMs > 0) await cancelAct(act.pid, () => log.isAtLastSteps, graceMs);
      else await stopProcesses(act.pid, 0);
    },
  };
}

async function follow(act: ChildProcess, log: ActLog, folder: string, onChange: () => void): Promise<JobResult> {
  const exited = once(act, 'exit');
  for (const stream of [act.stdout, act.stderr])
    if (stream !== null) {
      createInterface(stream).on('line', (line) => {
        log.read(line);
        onChange();
      });
    }
  const closed = once(act, 'close');
  await exited;
  act.stdin?.end();
  await closed;
  const conclusion = log.jobResult === 'success' ? 'success' : 'failure';
  log.finish(log.ending === 'cancelled' ? 'cancelled' : conclusion);
  const outputs = await readOutputs(path.join(folder, 'outputs'));
  await rm(folder, { recursive: true, force: true });
  return { conclusion, outputs };
}

async function writeInputs(job: JobRecord, folder: string, options: ActJobOptions): Promise<void> {
  for (const name of ['work', 'home', 'cache', 'outputs', 'tmp']) await mkdir(path.join(folder, name));
  const environment = { ...options.environment, LOOPBACK_OUTPUTS_FOLDER: path.join(folder, 'outputs') };
  const event = { ...job.run.payload, inputs: job.run.inputs };
  const files = {
    'workflow.yml': writeJobWorkflow(job, options.needed),
    'event.json': JSON.stringify(event),
    environment: Object.entries(environment)
      .map(([name, value]) => `${name}=${JSON.stringify(value).replaceAll('$', '\\$')}\n`)
      .join(''),
    secrets: `GITHUB_TOKEN=${options.token}\n`,
    empty: '',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

function actArguments(job: JobRecord, folder: string): string[] {
  const file = (name: string): string => path.join(folder, name);
  const standIns = usedActions(job.run).flatMap((action) => {
    const [repository = '', ref = ''] = action.split('@');
    return repository.startsWith('actions/')
      ? ['--local-repository', `${repository}@${ref}=${path.join(STAND_INS, repository.slice('actions/'.length))}`]
      : [];
  });
  return [
    job.run.event,
    ...['--json', '--directory', file('work'), '--workflows', file('workflow.yml'), '--job', job.key],
    ...['--eventpath', file('event.json'), '--env-file', file('environment'), '--secret-file', file('secrets')],
    ...['--var-file', file('empty'), '--input-file', file('empty'), '--actor', job.run.actor],
    ...['--platform', 'ubuntu-latest=-self-hosted', '--action-cache-path', file('cache'), '--no-cache-server'],
    ...['--pull=false', '--container-daemon-socket', '-', '--no-skip-checkout', ...standIns],
  ];
}

/**
 * As little of the machine as a job needs; where packages come from is a matter of the machine.
 * Steps see a terminal, which GitHub's do not: a dumb one keeps colours out of the logs.
 */
function jobEnvironment(folder: string): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) =>
    /^(PATH|LANG|LC_\w+|PIP_\w+|SSL_CERT_\w+|\w+_proxy)$/i.test(name),
  );
  return {
    ...Object.fromEntries(passed),
    HOME: path.join(folder, 'home'),
    TMPDIR: path.join(folder, 'tmp'),
    TERM: 'dumb',
  };
}

async function readOutputs(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}
