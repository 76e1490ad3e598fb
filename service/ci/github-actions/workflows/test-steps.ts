/** Which steps of a workflow run the project's tests. */
import { programName, readCommands } from './shell-command.ts';
import type { WorkflowDocument, WorkflowJobDefinition, WorkflowStepDefinition } from './workflow-document.ts';

export interface TestStep {
  /** As GitHub will show it; parts in `${{ }}` can be anything. */
  readonly name: string;
  /** The first line of its script, by which its part of a log begins. */
  readonly firstLine: string;
  readonly timeoutMinutes: number | undefined;
  /** The job goes on, and may succeed, where it fails. */
  readonly mayFail: boolean;
  /** Its script succeeds where its tests fail. */
  readonly hidesFailure: boolean;
}

export interface TestJob {
  /** Key in the workflow file. */
  readonly key: string;
  /** As GitHub will show it, without the values of a matrix; parts in `${{ }}` can be anything. */
  readonly name: string;
  readonly timeoutMinutes: number;
  readonly mayFail: boolean;
  readonly steps: readonly TestStep[];
  readonly reports: ReportUpload | undefined;
}

export interface ReportUpload {
  /** The artifact that holds a JUnit report; parts in `${{ }}` can be anything. */
  readonly artifact: string;
  /** It is uploaded also where a test has failed. */
  readonly isUploadedOnFailure: boolean;
}

/** GitHub ends a job then, where the workflow does not say another time. */
const DEFAULT_TIMEOUT_MINUTES = 360;

export function findTestJob(
  key: string,
  job: WorkflowJobDefinition,
  canRun: (step: WorkflowStepDefinition) => boolean = () => true,
): TestJob | undefined {
  const steps = (job.steps ?? []).filter((step) => step.run !== undefined && runsTests(step.run) && canRun(step));
  if (steps.length === 0) return undefined;
  return {
    key,
    name: job.name ?? key,
    timeoutMinutes: minutesOf(job['timeout-minutes']) ?? DEFAULT_TIMEOUT_MINUTES,
    mayFail: canContinue(job['continue-on-error']),
    steps: steps.map(describeStep),
    reports: findReportUpload(job),
  };
}

function describeStep(step: WorkflowStepDefinition): TestStep {
  const firstLine = (step.run ?? '').trimStart().split(/\r?\n/, 1)[0] ?? '';
  return {
    name: step.name ?? `Run ${firstLine}`,
    firstLine,
    timeoutMinutes: minutesOf(step['timeout-minutes']),
    mayFail: canContinue(step['continue-on-error']),
    hidesFailure: /\|\|\s*(?:true|:|exit 0|echo\b)|^\s*set \+e\b/m.test(step.run ?? ''),
  };
}

const canContinue = (value: string | number | boolean | undefined): boolean => value !== undefined && value !== false;
const minutesOf = (value: string | number | boolean | undefined): number | undefined => {
  const minutes = typeof value === 'boolean' || value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(minutes) && minutes > 0 ? minutes : undefined;
};

const TEST_PROGRAMS = new Set(['pytest', 'py.test', 'tox', 'nox']);
const TASK_RUNNERS = new Set([
  'make',
  'hatch',
  'just',
  'task',
  'inv',
  'invoke',
  'doit',
  'poe',
  'pdm',
  'rye',
  'setup.py',
]);
const NO_TEST_RUNS = new Set([
  'pip',
  'pip3',
  'pipx',
  'apt',
  'apt-get',
  'brew',
  'conda',
  'mamba',
  'micromamba',
  'echo',
  'printf',
  'cat',
  'cd',
  'git',
  'rm',
  'mkdir',
  'export',
]);
const INSTALLING = new Set(['install', 'add', 'sync', 'lock', 'download', 'inject']);
const NOT_A_TEST_ENVIRONMENT =
  /lint|doc|mypy|typ(?:e|ing)|pre-?commit|flake|style|format|build|package|publish|release|coverage-|ruff|black/i;
const SCRIPT_OF_TESTS = /^(?:run[-_.]?)?(?:unit[-_.]?)?tests?(?:\.sh|\.py)?$/;
const TEST_TASK = /^(?:[\w.-]*:)?(?:run[-_])?(?:unit[-_]?)?(?:py)?tests?(?:[-_:][\w.-]+)?$/;

export const runsTests = (script: string): boolean => readCommands(script).some(isTestCommand);

function isTestCommand(words: readonly string[]): boolean {
  const names = words.map(programName);
  const [program = ''] = names;
  const isLauncher = program === 'pipx' || program === 'conda' || program === 'mamba' || program === 'micromamba';
  if (NO_TEST_RUNS.has(program) && !(isLauncher && words[1] === 'run')) return false;
  if (words.slice(1, 3).some((word) => INSTALLING.has(word)) || words.includes('--version')) return false;
  if (words.includes('pip')) return false;
  if (words.includes('--collect-only') || words.includes('--co')) return false;
  const at = names.findIndex((name) => TEST_PROGRAMS.has(name));
  if (at !== -1) return isTestSession(names[at] ?? '', words.slice(at + 1));
  if (SCRIPT_OF_TESTS.test(program) && words[0] !== 'test') return true;
  if (SCRIPT_OF_TESTS.test(names[1] ?? '') && /^(?:bash|sh|python[\d.]*)$/.test(program)) return true;
  return names.some(
    (name, index) =>
      TASK_RUNNERS.has(name) &&
      names.slice(index + 1, index + 4).some((task) => TEST_TASK.test(task) || task === 'check'),
  );
}

/** tox and nox run other things than tests as well. */
function isTestSession(program: string, options: readonly string[]): boolean {
  if (program !== 'tox' && program !== 'nox') return true;
  const at = options.findIndex((option) => /^-(?:e|s|-env|-session|-sessions)$/.test(option));
  const chosen =
    at === -1 ? options.filter((option) => /^-(?:e|s)\S|^--(?:env|sessions?)=/.test(option)) : [options[at + 1] ?? ''];
  return (
    chosen.length === 0 || chosen.some((names) => names.split(',').some((name) => !NOT_A_TEST_ENVIRONMENT.test(name)))
  );
}

function findReportUpload(job: WorkflowJobDefinition): ReportUpload | undefined {
  for (const step of job.steps ?? []) {
    if (!(step.uses ?? '').startsWith('actions/upload-artifact@')) continue;
    const path = textOf(step.with?.['path']);
    if (!/junit|\.xml|test-?results|reports?\b/i.test(path)) continue;
    return {
      artifact: textOf(step.with?.['name']) || 'artifact',
      isUploadedOnFailure: /always\(\)|!\s*cancelled\(\)|failure\(\)/.test(String(step.if ?? '')),
    };
  }
  return undefined;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** All jobs of a workflow that run tests, whatever starts them. */
export const listTestJobs = (workflow: WorkflowDocument): TestJob[] =>
  Object.entries(workflow.jobs).flatMap(([key, job]) => findTestJob(key, job) ?? []);

/** Whether a name that GitHub shows is one that a workflow file gives, where `${{ }}` can be anything. */
export function isShownAs(given: string, shown: string): boolean {
  const parts = given.trim().split(/\$\{\{.*?\}\}/);
  const [first = '', ...others] = parts;
  if (others.length === 0) return shown.trim() === first;
  const last = others.pop() ?? '';
  if (!shown.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = shown.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return shown.endsWith(last) && shown.length - last.length >= at;
}

/** As `isShownAs`, where GitHub adds the values of a matrix in brackets. */
export const isJobShownAs = (given: string, shown: string): boolean =>
  isShownAs(given, shown) || isShownAs(given, shown.replace(/ \([^()]*(?:\([^()]*\)[^()]*)*\)$/, ''));
