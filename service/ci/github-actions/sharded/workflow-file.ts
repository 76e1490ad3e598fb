/** Tinybug's own workflow, written for a repository, to be read and changed by people before it is used. */
import { stringify } from 'yaml';
import { PINNED_ACTIONS, type PinnedAction } from './pinned-actions.ts';
import type { Preparation } from './read-preparation.ts';

/** Jobs side by side in one run. */
export const MOST_SHARDS = 20;

export interface WorkflowFileOptions {
  /** Address of the service that results are sent to while the job runs; GitHub then has to say whose they are. */
  readonly streamsTo?: string | undefined;
  readonly timeoutMinutes: number;
}

/** What a run and a shard may be called; both come into paths and names. */
const NAME_PATTERN = '^[0-9A-Za-z][0-9A-Za-z-]{0,63}$';
const SHARD = '${{ matrix.shard }}';
const RUN = '${{ inputs.run }}';
const COMMIT = '${{ inputs.commit }}';
/** Outside of the project's tree, which nothing is written to. */
const REPORT_FOLDER = 'tinybug-report';

export function createWorkflowFile(preparation: Preparation, options: WorkflowFileOptions): string {
  const head = [
    'Measures how well the tests of this repository notice bugs. Started by Tinybug, never by a push or a pull request.',
    ...preparation.notes,
  ].flatMap((sentence) => sentence.split(/[\r\n\u0085\u2028\u2029]+/).map((line) => `# ${line}`));
  const body = stringify(
    {
      name: 'Tinybug',
      'run-name': `Tinybug ${RUN}`,
      on: { workflow_dispatch: { inputs: INPUTS } },
      permissions: { contents: 'read', ...(options.streamsTo !== undefined && { 'id-token': 'write' }) },
      jobs: { measure: createJob(preparation, options) },
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
  return `${head.join('\n')}\n${addVersions(body)}`;
}

const INPUTS = {
  run: { description: 'Id of the run', required: true, type: 'string' },
  commit: { description: 'What is measured, with the plans', required: true, type: 'string' },
  shards: { description: 'Ids of the shards to measure, as a JSON list', required: true, type: 'string' },
};

function createJob(preparation: Preparation, { timeoutMinutes, streamsTo }: WorkflowFileOptions): object {
  const { runsOn, services, env } = preparation;
  return {
    name: SHARD,
    'runs-on': runsOn,
    'timeout-minutes': timeoutMinutes,
    strategy: {
      'fail-fast': false,
      'max-parallel': MOST_SHARDS,
      matrix: { shard: '${{ fromJSON(inputs.shards) }}' },
    },
    // A dispatch that GitHub has seen twice does not measure twice at a time.
    concurrency: { group: `tinybug-${SHARD}`, 'cancel-in-progress': false },
    ...(Object.keys(services).length > 0 && { services }),
    ...(Object.keys(env).length > 0 && { env }),
    steps: createSteps(preparation, streamsTo),
  };
}

const uses = ({ name, commit }: PinnedAction): string => `${name}@${commit}`;

function createSteps(
  { pythonVersion, checkout, install, launcher, workingDirectory }: Preparation,
  streamsTo: string | undefined,
): object[] {
  const inFolder = (folder: string | undefined) => (folder === undefined ? {} : { 'working-directory': folder });
  const python = [launcher, 'python'].filter((part) => part !== '').join(' ');
  return [
    { name: 'Check the inputs', shell: 'bash', env: { RUN, SHARD, COMMIT }, run: CHECK_INPUTS },
    {
      uses: uses(PINNED_ACTIONS.checkout),
      // A branch could be moved or removed until the last job begins.
      with: { ...checkout, ref: COMMIT, 'persist-credentials': false },
    },
    { uses: uses(PINNED_ACTIONS.setupPython), with: { 'python-version': pythonVersion } },
    ...install.map(({ run, workingDirectory: folder }) => ({
      name: 'Install',
      ...inFolder(folder ?? workingDirectory),
      run,
    })),
    {
      name: 'Measure',
      shell: 'bash',
      env: { SHARD, ...(streamsTo !== undefined && { TINYBUG_URL: streamsTo }) },
      ...inFolder(workingDirectory),
      run: createScript(python, streamsTo !== undefined),
    },
    {
      name: 'Upload the report',
      // What was measured until a job is stopped need not be measured again.
      if: 'always()',
      uses: uses(PINNED_ACTIONS.uploadArtifact),
      with: {
        name: `tinybug-${SHARD}`,
        path: `\${{ runner.temp }}/${REPORT_FOLDER}/report.ndjson`,
        'if-no-files-found': 'error',
        'retention-days': 5,
      },
    },
  ];
}

/** The plan is moved away first: tests may look at what is in the project's folder. */
function createScript(python: string, streams: boolean): string {
  const runner = `${python} "$RUNNER_TEMP/tinybug/runner.pyz"`;
  const report = `"$RUNNER_TEMP/${REPORT_FOLDER}/report.ndjson"`;
  const measure = [`${runner} \\`, '  --plan "$RUNNER_TEMP/tinybug/plans/$SHARD.json" \\', `  --report ${report}`];
  const stream = [
    'measuring=$!',
    `${runner} stream ${report} \\`,
    '  --to "$TINYBUG_URL/api/ingest/jobs/$SHARD" --audience "$TINYBUG_URL" --while-pid "$measuring" \\',
    '  --token-file "$RUNNER_TEMP/tinybug/tokens/$SHARD"',
    'wait "$measuring"',
  ];
  const last = measure.pop() ?? '';
  return [
    'mv "$GITHUB_WORKSPACE/.tinybug" "$RUNNER_TEMP/tinybug"',
    `mkdir -p "$RUNNER_TEMP/${REPORT_FOLDER}"`,
    ...measure,
    ...(streams ? [`${last} &`, ...stream] : [last]),
    '',
  ].join('\n');
}

const CHECK_INPUTS = `pattern='${NAME_PATTERN}'
[[ "$RUN" =~ $pattern && "$SHARD" =~ $pattern && "$COMMIT" =~ ^[0-9a-f]{40}$ ]] || { echo '::error::An input is not an id.'; exit 1; }
`;

/** People cannot tell from a commit which release it is. */
const addVersions = (yaml: string): string =>
  Object.values(PINNED_ACTIONS).reduce(
    (text, action) => text.replaceAll(`${uses(action)}\n`, `${uses(action)} # ${action.version}\n`),
    yaml,
  );
