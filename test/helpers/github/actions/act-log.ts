import { z } from 'zod';
import { type Clock } from '../clock.ts';
import type { Conclusion, JobRecord, StepRecord } from './run-records.ts';
import { describeStep } from './step-heading.ts';
import type { Step } from './workflow-file.ts';

const Line = z.looseObject({
  jobID: z.string().optional(),
  msg: z.string().default(''),
  level: z.string().optional(),
  stage: z.string().optional(),
  step: z.string().optional(),
  stepID: z.array(z.string()).optional(),
  stepid: z.array(z.string()).optional(),
  stepResult: z.enum(['success', 'failure', 'skipped']).optional(),
  jobResult: z.string().optional(),
  raw_output: z.boolean().optional(),
  command: z.string().optional(),
  arg: z.string().optional(),
});
type Line = z.infer<typeof Line>;

const SHOWN_COMMANDS = new Set(['error', 'warning', 'notice', 'debug', 'group', 'endgroup']);

/** Turns what act prints into steps and logs as GitHub has them. */
export class ActLog {
  readonly #job: JobRecord;
  readonly #clock: Clock;
  readonly #positions: ReadonlyMap<string, number>;
  readonly #own: readonly StepRecord[];
  jobResult: string | undefined;
  /**
   * Set when the job is being stopped. Of the step at hand of a cancelled job act says that it failed, and GitHub that it was cancelled;
   * of a machine that is lost GitHub hears nothing any more.
   */
  ending: 'cancelled' | 'lost' | undefined;

  constructor(job: JobRecord, clock: Clock, hiddenStepId: string) {
    this.#job = job;
    this.#clock = clock;
    const { steps } = job.definition;
    this.#positions = new Map([
      ...steps.map((step, index) => [step.id ?? String(index), index] as const),
      [hiddenStepId, -1],
    ]);
    this.#own = steps.map((step, index) => createStep(index + 2, displayName(step)));
    job.steps = [createStep(1, 'Set up job'), ...this.#own];
  }

  /** One line of act's output; what is no JSON is act's own complaint. */
  read(text: string): void {
    const line = parseLine(text);
    if (line === undefined) {
      this.#write(this.#job.steps[0], text);
      return;
    }
    // A job that this one needs stands in without work.
    if (line.jobID !== undefined && line.jobID !== this.#job.key) return;
    if (line.jobResult !== undefined) this.jobResult = line.jobResult;
    const step = this.#stepOf(line);
    if (step === undefined) return;
    if (step.status === 'queued') this.#begin(step, line);
    const shown = shownText(line, this.ending === 'cancelled');
    if (shown !== undefined) this.#write(step, shown);
    if (line.stepResult !== undefined && (line.stepID?.length ?? 1) === 1) this.#end(step, line.stepResult, line);
  }

  /** Whether the step at hand is one that runs however the job fares. */
  get isAtLastSteps(): boolean {
    const step = this.#job.steps.findLast(({ status }) => status === 'in_progress');
    if (step === undefined) return false;
    const isOwn = this.#own.includes(step);
    return isOwn ? /always\(\)|cancelled\(\)/.test(String(this.#definitionOf(step)?.if)) : step.number !== 1;
  }

  /** Steps that never ran are skipped; one that was cut short is what the job is. */
  finish(conclusion: Conclusion): void {
    if (this.ending === 'lost') return;
    for (const step of this.#job.steps) {
      if (step.status === 'completed') continue;
      step.conclusion = step.status === 'queued' ? 'skipped' : conclusion;
      step.status = 'completed';
      step.startedAt ??= this.#clock();
      step.completedAt = this.#clock();
    }
  }

  #stepOf(line: Line): StepRecord | undefined {
    const special = line.stepid?.[0];
    if (special === '--setup-job') return this.#job.steps[0];
    if (special === '--complete-job') return this.#extraStep('Complete job');
    const position = this.#positions.get(line.stepID?.[0] ?? '');
    const own = position === undefined ? undefined : this.#own[position];
    if (own === undefined || line.stage === 'Main') return own;
    return line.stage === 'Post' ? this.#extraStep(`Post ${own.name}`) : undefined;
  }

  #extraStep(name: string): StepRecord {
    const known = this.#job.steps.find((step) => step.name === name);
    if (known !== undefined) return known;
    const step = createStep(this.#job.steps.length + 1, name);
    this.#job.steps.push(step);
    return step;
  }

  #begin(step: StepRecord, line: Line): void {
    step.status = 'in_progress';
    step.startedAt = this.#clock();
    if (line.stepResult !== undefined) return;
    if (line.stage === 'Main') this.#write(step, describeStep(this.#job, this.#definitionOf(step)).join('\n'));
    if (line.stage === 'Post') this.#write(step, 'Post job cleanup.');
  }

  #end(step: StepRecord, result: 'success' | 'failure' | 'skipped', line: Line): void {
    if (this.ending === 'lost') return;
    const definition = line.stage === 'Main' ? this.#definitionOf(step) : undefined;
    step.status = 'completed';
    const ended = this.ending === 'cancelled' && result === 'failure' ? 'cancelled' : result;
    step.conclusion = ended === 'failure' && definition?.['continue-on-error'] === true ? 'success' : ended;
    step.completedAt = this.#clock();
  }

  #definitionOf(step: StepRecord): Step | undefined {
    return this.#job.definition.steps[step.number - 2];
  }

  #write(step: StepRecord | undefined, text: string): void {
    const time = new Date(this.#clock()).toISOString().replace('Z', '0000Z');
    for (const line of text.replace(/\n$/, '').split('\n')) {
      const stamped = `${time} ${line}`;
      step?.log.push(stamped);
      this.#job.log.push(stamped);
    }
  }
}

function parseLine(text: string): Line | undefined {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function shownText(line: Line, isCancelled: boolean): string | undefined {
  if (line.raw_output === true) return line.msg;
  if (line.command !== undefined)
    return SHOWN_COMMANDS.has(line.command) ? `##[${line.command}]${line.arg ?? ''}` : undefined;
  if (line.level !== 'error') return undefined;
  const isSignal = line.msg.startsWith('signal: ');
  const exitStatus = /^exit(?:ed with| status) (?:exit code )?(\d+)/.exec(line.msg)?.[1];
  if (isCancelled && (isSignal || exitStatus !== undefined)) return '##[error]The operation was canceled.';
  return exitStatus === undefined ? `##[error]${line.msg}` : `##[error]Process completed with exit code ${exitStatus}.`;
}

const displayName = ({ name, uses, run }: Step): string => name ?? `Run ${uses ?? run?.trim().split('\n')[0] ?? ''}`;

const createStep = (number: number, name: string): StepRecord => ({
  number,
  name,
  status: 'queued',
  conclusion: null,
  startedAt: undefined,
  completedAt: undefined,
  log: [],
});
