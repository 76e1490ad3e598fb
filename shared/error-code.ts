import { z } from 'zod';

/** Exit codes of the command line, documented in `docs/errors.md`. */
export const ExitCode = {
  Success: 0,
  InternalError: 1,
  Usage: 2,
  ProjectNotMeasurable: 3,
  ScoreTooLow: 4,
  ScoreWithheld: 5,
  SetupFailed: 6,
  Cancelled: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

interface ErrorCatalogueEntry {
  /** `user`: the reader can mend it, and `nextStep` says how. `internal`: the reader is told where the log is. */
  readonly kind: 'user' | 'internal';
  readonly httpStatus: number;
  readonly exitCode: ExitCode;
  readonly title: string;
  readonly nextStep: string;
}

const user = (httpStatus: number, exitCode: ExitCode, title: string, nextStep: string): ErrorCatalogueEntry => ({
  kind: 'user',
  httpStatus,
  exitCode,
  title,
  nextStep,
});
const request = (httpStatus: number, title: string, nextStep: string) =>
  user(httpStatus, ExitCode.Usage, title, nextStep);
const project = (title: string, nextStep: string) => user(422, ExitCode.ProjectNotMeasurable, title, nextStep);
const setup = (title: string, nextStep: string) => user(503, ExitCode.SetupFailed, title, nextStep);

/** Every error that leaves Tinybug, under its code. `docs/errors.md` is checked against this table by a test. */
export const ERROR_CATALOGUE = {
  'path-missing': request(422, 'The project folder does not exist', 'Check the path.'),
  'path-not-a-folder': request(
    422,
    'The path is not a folder',
    'Give the folder that holds pyproject.toml or the tests.',
  ),
  'invalid-settings': request(
    422,
    'The settings are not valid',
    'Correct the named key in tinybug.toml or [tool.tinybug].',
  ),
  'invalid-option': request(400, 'An option is not valid', 'See `tinybug --help`.'),
  'unknown-revision': request(
    422,
    'The revision for --since is not known to git',
    'Name a commit, branch or tag of this repository.',
  ),
  'invalid-request': request(400, 'The request is not valid', 'Compare it with /openapi.json.'),
  'malformed-json': request(400, 'The request body is not JSON', 'Send a JSON body that matches /openapi.json.'),
  'body-too-large': request(413, 'The request body is too large', 'Send at most 8 MiB.'),
  unauthorized: request(
    401,
    'No valid token',
    'Send the token as `Authorization: Bearer …`; embedded, it is in the data folder.',
  ),
  forbidden: request(403, 'The request came from a place that may not ask', 'Call the service by its own address.'),
  'not-found': request(404, 'Not found', 'Check the address; what belongs to another organisation is not shown.'),
  'idempotency-conflict': request(
    409,
    'The Idempotency-Key was used for another request',
    'Use a new key for a new request.',
  ),
  'mutant-caught': request(
    409,
    'A test catches the mutant',
    'Mark only mutants that no test caught; the page of the run lists them.',
  ),
  'run-already-ended': request(409, 'The run has already ended', 'Start a new run.'),
  'too-many-requests': request(429, 'Too many requests', 'Wait a minute.'),
  'no-python-files': project(
    'No Python files to measure',
    'Set `paths` in tinybug.toml to the folders with your code.',
  ),
  'no-tests': project(
    'pytest collected no tests',
    'Check `pytest --collect-only` in the project, or set `pytest-arguments`.',
  ),
  'baseline-failed': project(
    'The tests fail without any mutant',
    'Make the named tests pass, or deselect them with `pytest-arguments`.',
  ),
  'collection-failed': project(
    'pytest could not collect the tests',
    'Mend the named error; `pytest --collect-only` shows it.',
  ),
  'code-not-under-test': project(
    'The tests do not import the code at the measured paths',
    'The tests import another copy of it (named below). Install the project in editable mode, or set `paths`.',
  ),
  'nothing-to-mutate': project('There is nothing to mutate', 'Check `paths`, `exclude`, `mutators` and `--since`.'),
  'push-refused': project(
    'GitHub refused a branch of Tinybug',
    'Allow branches that begin with tinybug/ in the rules of the repository.',
  ),
  'workflow-not-installed': project(
    "Tinybug's workflow is not in the repository",
    'Merge the workflow file that Tinybug proposes, or set `strategy = "branch-per-mutant"`.',
  ),
  'no-workflow-matches': project(
    'No workflow of the repository would run the tests of a mutant',
    "Let a workflow run on pushes to tinybug/**, or install Tinybug's own.",
  ),
  'ci-run-cancelled': project(
    'Somebody cancelled the CI run',
    'Start a new run; what was measured is kept. Tinybug does not start again what a person has stopped.',
  ),
  'patch-does-not-apply': project(
    'The uncommitted changes do not fit the commit',
    'Save and start again; the changes must be made on the commit that is measured.',
  ),
  'patch-too-large': project(
    'The uncommitted and unpushed changes are too large',
    'Push your commits, and commit or ignore large files.',
  ),
  'sign-in-failed': request(401, 'Signing in did not succeed', 'Sign in again, or set a token of the service.'),
  'git-missing': setup('git cannot be run on this machine', 'Install git and put it on the PATH.'),
  'no-git-repository': project(
    'The folder cannot be read as a git repository',
    'Open a clone of the repository, or measure with the service on this machine: empty tinybug.service.url.',
  ),
  'not-repository-root': project(
    'The project is not the top folder of its repository',
    'Open the top folder of the repository, and leave tinybug.projectFolder empty: the service measures repositories as a whole.',
  ),
  'no-git-remote': project(
    'No remote of the repository is one that the service can reach',
    'Add one with `git remote add origin ADDRESS` and push to it.',
  ),
  'no-shared-commit': project(
    'No commit of this branch is known to be at the remote',
    'Push the branch, or run `git fetch`.',
  ),
  'source-not-in-git': project(
    'A Python file is not stored in git itself',
    'Keep Python files out of Git LFS and submodules, or leave them out with `exclude`.',
  ),
  'github-not-configured': setup(
    'Tinybug cannot sign in to GitHub',
    'Set GITHUB_APP_ID or GITHUB_PAT, or store a token for the organisation; docs/github.md says how.',
  ),
  'github-not-installed': setup(
    'GitHub does not show the repository to Tinybug',
    'Install the GitHub App on the repository, or give the token access to it, at the page named below.',
  ),
  'github-account-not-claimed': user(
    403,
    ExitCode.SetupFailed,
    'The account at GitHub is not this organisation’s',
    'Claim the account with a token of one of its owners, or store a token of your own; docs/github.md says how.',
  ),
  'github-account-taken': user(
    409,
    ExitCode.SetupFailed,
    'Another organisation of Tinybug has the account at GitHub',
    'Have that organisation release it, or ask whoever runs this service.',
  ),
  'github-account-not-proven': user(
    403,
    ExitCode.SetupFailed,
    'GitHub does not say that the token belongs to an owner of the account',
    'Use the token of an owner that may read memberships (read:org, or Members: read); docs/github.md says how.',
  ),
  'github-permission-missing': setup(
    'A permission is missing at GitHub',
    'Give the named permission at the page named below; docs/github.md says what each is for.',
  ),
  'github-token-invalid': setup(
    'GitHub refuses the token',
    'Store a new token for the organisation, or renew GITHUB_PAT or the key of the app.',
  ),
  'github-unavailable': setup(
    'GitHub did not answer for hours',
    'Start the run again when https://www.githubstatus.com says that GitHub works.',
  ),
  'python-missing': setup('No Python interpreter was found', 'Install Python 3.9 or newer, or name one with --python.'),
  'python-too-old': setup('The Python interpreter is too old', 'Use Python 3.9 or newer: --python PATH.'),
  'pytest-missing': setup(
    'pytest cannot be imported by the interpreter',
    'Install pytest into that environment, or name another with --python.',
  ),
  'install-failed': setup(
    'Installing the project for its tests failed',
    'Mend the error below, or prepare an environment and name it with --python.',
  ),
  'temporal-unavailable': setup(
    'No Temporal server can be had',
    'Set TEMPORAL_ADDRESS, or put `temporal` on the PATH, or install Go so that it can be built.',
  ),
  'database-unavailable': setup('The database cannot be opened', 'Check POSTGRES_URL, or the data folder named below.'),
  'database-locked': setup(
    'Another Tinybug uses the data folder',
    'Stop that process, or set TINYBUG_DATA to another folder.',
  ),
  'port-in-use': setup('The port is in use', 'Choose another with --port.'),
  'disk-full': setup('The disk is full', 'Free some space and start again; finished results are kept.'),
  'invalid-configuration': setup('The environment is not configured', 'Correct the names listed below.'),
  'local-provider-refused': setup(
    'The local CI provider runs only on your own machine',
    'Configure a hosted CI for this environment.',
  ),
  'service-unreachable': setup('The service does not answer', 'Start it with `npm start`, or check the address.'),
  'score-too-low': user(
    200,
    ExitCode.ScoreTooLow,
    'The mutation score is below the threshold',
    'Write tests for the uncaught mutants above.',
  ),
  'score-withheld': user(
    200,
    ExitCode.ScoreWithheld,
    'There is no score to compare with the threshold',
    'See the reasons above.',
  ),
  cancelled: user(409, ExitCode.Cancelled, 'The run was cancelled', 'Start a new run.'),
  'runner-failed': {
    kind: 'internal',
    httpStatus: 500,
    exitCode: ExitCode.InternalError,
    title: 'The runner ended without a report',
    nextStep: 'Look into the log of the job that the message names.',
  },
  internal: {
    kind: 'internal',
    httpStatus: 500,
    exitCode: ExitCode.InternalError,
    title: 'Something went wrong inside Tinybug',
    nextStep: 'The log has the details under the code shown.',
  },
} as const satisfies Record<string, ErrorCatalogueEntry>;

export const ErrorCode = z.enum(
  Object.keys(ERROR_CATALOGUE) as [keyof typeof ERROR_CATALOGUE, ...(keyof typeof ERROR_CATALOGUE)[]],
);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const errorEntry = (code: ErrorCode): ErrorCatalogueEntry => ERROR_CATALOGUE[code];

/** An error as it is stored, sent and shown. */
export const Problem = z.strictObject({
  code: ErrorCode,
  title: z.string(),
  /** What happened, in a sentence or two; several lines where a list helps. */
  detail: z.string(),
  nextStep: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** An error with a code from the catalogue; the only kind whose text reaches a person. */
export class TinybugError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'TinybugError';
    this.code = code;
  }

  toProblem(): Problem {
    const { title, nextStep } = errorEntry(this.code);
    return { code: this.code, title, detail: this.message, nextStep };
  }
}
