/** How the repository's own workflow makes a machine ready for the tests, as far as that can be read and written down again. */
import { programName, readCommands } from '../workflows/shell-command.ts';
import { findTestJob, runsTests } from '../workflows/test-steps.ts';
import type {
  WorkflowDocument,
  WorkflowJobDefinition,
  WorkflowStepDefinition,
} from '../workflows/workflow-document.ts';

export interface Preparation {
  readonly runsOn: string;
  readonly pythonVersion: string;
  /** Inputs of the checkout, such as a depth for tools that read tags. */
  readonly checkout: Readonly<Record<string, string | number | boolean>>;
  readonly install: readonly InstallStep[];
  readonly services: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  /** What stands before `python` where the tests have an environment of their own, such as `uv run`. */
  readonly launcher: string;
  readonly workingDirectory: string | undefined;
  /** Sentences for the person who is shown the file. */
  readonly notes: readonly string[];
}

export interface InstallStep {
  readonly run: string;
  readonly workingDirectory: string | undefined;
}

const DEFAULT_RUNNER = 'ubuntu-latest';
const DEFAULT_PYTHON = '3.12';
const DEFAULT_INSTALL = 'python -m pip install -e . pytest';

export function readPreparation(workflows: readonly WorkflowDocument[]): Preparation {
  const found = findJob(workflows);
  if (found === undefined) return { ...nothingRead, notes: [NOTHING_READ] };
  const { workflow, key, job } = found;
  const notes = [`Taken from the job "${key}" of ${workflow.path}.`];
  const steps = job.steps ?? [];
  const testAt = steps.findIndex((step) => step.run !== undefined && runsTests(step.run));
  const install = readInstall(steps.slice(0, testAt + 1), notes);
  return {
    runsOn: readRunner(job, notes),
    pythonVersion: readPythonVersion(job, notes),
    checkout: readCheckout(steps),
    install,
    services: readServices(job, notes),
    env: readEnvironment([workflow.env, job.env, steps[testAt]?.env], notes),
    launcher: readLauncher(steps[testAt]?.run ?? ''),
    workingDirectory: literal(
      steps[testAt]?.['working-directory'] ??
        job.defaults?.run?.['working-directory'] ??
        workflow.defaults?.run?.['working-directory'],
    ),
    notes,
  };
}

const NOTHING_READ = `No workflow was found that runs tests. Please check Python ${DEFAULT_PYTHON} and "${DEFAULT_INSTALL}".`;
const nothingRead: Omit<Preparation, 'notes'> = {
  runsOn: DEFAULT_RUNNER,
  pythonVersion: DEFAULT_PYTHON,
  checkout: {},
  install: [{ run: DEFAULT_INSTALL, workingDirectory: undefined }],
  services: {},
  env: {},
  launcher: '',
  workingDirectory: undefined,
};

interface FoundJob {
  readonly workflow: WorkflowDocument;
  readonly key: string;
  readonly job: WorkflowJobDefinition;
}

/** Rather one whose tests run in the job itself than one that leaves them to tox or nox. */
function findJob(workflows: readonly WorkflowDocument[]): FoundJob | undefined {
  const all = workflows.flatMap((workflow) =>
    Object.entries(workflow.jobs).flatMap(([key, job]) =>
      findTestJob(key, job) === undefined ? [] : [{ workflow, key, job }],
    ),
  );
  return (
    all.find(({ job }) =>
      (job.steps ?? []).some((step) => /\bpytest\b/.test(step.run ?? '') && runsTests(step.run ?? '')),
    ) ?? all[0]
  );
}

const isExpression = (text: string): boolean => text.includes('${{');
const literal = (text: string | undefined): string | undefined =>
  text === undefined || isExpression(text) ? undefined : text;

function readRunner(job: WorkflowJobDefinition, notes: string[]): string {
  const candidates = resolve(job['runs-on'], job);
  const ubuntu = candidates.find((name) => /^ubuntu-[\w.-]+$/.test(name));
  if (ubuntu === undefined) notes.push(`It runs on ${DEFAULT_RUNNER}; the machine of that job was not taken.`);
  return ubuntu ?? DEFAULT_RUNNER;
}

function readPythonVersion(job: WorkflowJobDefinition, notes: string[]): string {
  const setup = (job.steps ?? []).find((step) =>
    /^(?:actions\/setup-python|astral-sh\/setup-uv)@/.test(step.uses ?? ''),
  );
  const versions = resolve(setup?.with?.['python-version'], job).filter((version) =>
    /^3\.\d{1,2}(?:\.\d{1,2})?$/.test(version),
  );
  const newest = versions.toSorted((a, b) => minor(a) - minor(b)).at(-1);
  if (newest === undefined) notes.push(`The job names no plain Python version; ${DEFAULT_PYTHON} was taken.`);
  else if (versions.length > 1) notes.push(`Python ${newest} is the newest of ${versions.join(', ')}.`);
  return newest ?? DEFAULT_PYTHON;
}

const minor = (version: string): number => Number(version.split('.')[1]);

/** The values that a field can have: its own, or those that the matrix lists for it. */
function resolve(value: unknown, job: WorkflowJobDefinition): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => resolve(one, job));
  // YAML reads an unquoted 3.10 as 3.1, and so does GitHub.
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'string') return [];
  const name = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(value.trim())?.[1];
  if (name === undefined) return isExpression(value) ? [] : value.split(/\s+/).filter((part) => part !== '');
  const matrix = job.strategy?.matrix;
  if (typeof matrix !== 'object' || matrix === null) return [];
  const listed: unknown = Reflect.get(matrix, name);
  const included: unknown = Reflect.get(matrix, 'include');
  const more = Array.isArray(included) ? included.map((entry: unknown) => fieldOf(entry, name)) : [];
  return [...(Array.isArray(listed) ? (listed as unknown[]) : []), ...more].flatMap((one) =>
    typeof one === 'string' && !isExpression(one) ? [one] : typeof one === 'number' ? [String(one)] : [],
  );
}

const fieldOf = (entry: unknown, name: string): unknown =>
  typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;

const CHECKOUT_INPUTS = ['fetch-depth', 'fetch-tags', 'submodules', 'lfs'];

function readCheckout(steps: readonly WorkflowStepDefinition[]): Preparation['checkout'] {
  const inputs = steps.find((step) => (step.uses ?? '').startsWith('actions/checkout@'))?.with ?? {};
  return Object.fromEntries(
    CHECKOUT_INPUTS.flatMap((name): [string, string | number | boolean][] => {
      const value = inputs[name];
      if (typeof value === 'string') return isExpression(value) ? [] : [[name, value]];
      return typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
    }),
  );
}

/** Actions of others that bring a tool, and the command that brings it as well. */
const TOOL_ACTIONS: readonly (readonly [action: RegExp, command: string])[] = [
  [/^astral-sh\/setup-uv@/, 'python -m pip install uv'],
  [/^snok\/install-poetry@|^abatilo\/actions-poetry@/, 'python -m pip install poetry'],
  [/^pdm-project\/setup-pdm@/, 'python -m pip install pdm'],
  [/^pypa\/hatch@/, 'python -m pip install hatch'],
];
const KNOWN_ACTIONS = /^actions\/(?:checkout|setup-python|cache|upload-artifact)@/;

/** Every step before the tests whose text is plain, and what comes before the tests in their own step. */
function readInstall(steps: readonly WorkflowStepDefinition[], notes: string[]): InstallStep[] {
  const install: InstallStep[] = [];
  for (const step of steps) {
    const shown = step.name ?? step.uses ?? step.run?.split('\n', 1)[0] ?? '';
    if (step.uses !== undefined) {
      const tool = TOOL_ACTIONS.find(([action]) => action.test(step.uses ?? ''));
      if (tool !== undefined) install.push({ run: tool[1], workingDirectory: undefined });
      else if (!KNOWN_ACTIONS.test(step.uses))
        notes.push(`The step "${shown}" was left out: it is an action of somebody else.`);
      continue;
    }
    const run = runsTests(step.run ?? '') ? beforeTests(step.run ?? '') : (step.run ?? '').trim();
    if (run === '') continue;
    if (isExpression(run) || step.if !== undefined)
      notes.push(`The step "${shown}" was left out: it depends on expressions.`);
    else if (isInstall(run)) install.push({ run, workingDirectory: literal(step['working-directory']) });
    else notes.push(`The step "${shown}" was left out: it installs nothing.`);
  }
  if (install.length > 0) return install;
  notes.push(`No command that installs was found; please check "${DEFAULT_INSTALL}".`);
  return [...nothingRead.install];
}

function beforeTests(script: string): string {
  const lines = script.trim().split('\n');
  const at = lines.findIndex((line) => runsTests(line));
  return lines.slice(0, Math.max(0, at)).join('\n').trim();
}

const INSTALLERS = new Set([
  'pip',
  'pip3',
  'uv',
  'poetry',
  'pdm',
  'hatch',
  'pipenv',
  'conda',
  'mamba',
  'apt',
  'apt-get',
  'make',
  'npm',
]);

const isInstall = (run: string): boolean =>
  readCommands(run).some((words) => {
    const names = words.map(programName);
    const isModule = /^python[\d.]*$/.test(names[0] ?? '') && names[1] === '-m' && INSTALLERS.has(names[2] ?? '');
    return (
      (isModule || INSTALLERS.has(names[0] ?? '')) &&
      words.some((word) => /^(?:install|sync|develop|i|ci|dev|setup)$|^install-/.test(word))
    );
  });

function readServices(job: WorkflowJobDefinition, notes: string[]): Record<string, unknown> {
  if (job.services === undefined || job.services === null) return {};
  if (typeof job.services === 'string') {
    notes.push('The services were left out: they are an expression.');
    return {};
  }
  return Object.fromEntries(
    Object.entries(job.services).filter(([name, service]) => {
      const isPlain = !isExpression(JSON.stringify(service));
      if (!isPlain) notes.push(`The service "${name}" was left out: it depends on expressions.`);
      return isPlain;
    }),
  );
}

type EnvironmentDefinition = WorkflowJobDefinition['env'];

function readEnvironment(definitions: readonly EnvironmentDefinition[], notes: string[]): Record<string, string> {
  const entries = definitions.flatMap((definition) => Object.entries(definition ?? {}));
  return Object.fromEntries(
    entries.flatMap(([name, value]): [string, string][] => {
      const text = String(value ?? '');
      const isUsable = /^[A-Za-z_]\w*$/.test(name) && !/^(?:GITHUB_|RUNNER_|TINYBUG_)/.test(name);
      if (isUsable && !isExpression(text)) return [[name, text]];
      notes.push(`The variable "${name}" was left out: it is not plain text.`);
      return [];
    }),
  );
}

const LAUNCHERS = /(?:^|\s)((?:uv|poetry|pdm|pipenv|rye) run)\s/;

const readLauncher = (script: string): string => {
  const line = script.split('\n').find((text) => runsTests(text)) ?? '';
  return LAUNCHERS.exec(line)?.[1] ?? '';
};
