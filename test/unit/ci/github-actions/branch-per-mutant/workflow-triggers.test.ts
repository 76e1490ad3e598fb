import assert from 'node:assert/strict';
import {
  chooseTrigger,
  type TriggerChoice,
} from '../../../../../service/ci/github-actions/branch-per-mutant/workflow-triggers.ts';

const change = { branch: 'tinybug/mutant-1', defaultBranch: 'main', repository: 'example/shop' };
const JOBS = 'jobs: { tests: { runs-on: ubuntu-latest, steps: [{ run: pytest }] } }';
const LINT = 'jobs: { lint: { runs-on: ubuntu-latest, steps: [{ run: ruff check }] } }';
const choose = (texts: string | string[], paths = ['src/shop.py']): TriggerChoice =>
  chooseTrigger(
    [texts].flat().map((text, index) => ({ path: `.github/workflows/${index}.yml`, text })),
    change,
    paths,
  );

function eventOf(choice: TriggerChoice): string {
  return choice.kind === 'starts' ? choice.event : choice.reason;
}

const STARTED: [on: string, event: string][] = [
  ['on: push', 'push'],
  ['on: [push, pull_request]', 'push'],
  ['on: { push: }', 'push'],
  ['"on": { push: { branches: ["**"] } }', 'push'],
  ['on: { push: { branches: [main, "tinybug/*"] } }', 'push'],
  ['on: { push: { branches-ignore: [gh-pages] } }', 'push'],
  ['on: { push: { branches: ["**"], tags: ["v*"] } }', 'push'],
  ['on: { push: { paths: ["**.py"] } }', 'push'],
  ['on: { push: { paths-ignore: ["docs/**", "**.md"] } }', 'push'],
  ['on: { push: { branches: main }, pull_request: }', 'pull_request'],
  ['on: { push: { branches: [main] }, pull_request: { branches: [main] } }', 'pull_request'],
  ['on: { push: { tags: ["v*"] }, pull_request: { types: [opened, reopened] } }', 'pull_request'],
  ['on: { push: { branches: [main] }, schedule: [{ cron: "0 0 * * *" }], workflow_dispatch: }', 'workflow_dispatch'],
  ['on: { workflow_dispatch: { inputs: { level: { required: true, default: info } } } }', 'workflow_dispatch'],
  ['on: { push: { paths: ["docs/**"] }, pull_request: }', 'pull_request'],
];

const NOT_STARTED: [on: string, reason: RegExp][] = [
  ['on: { push: { branches: [main, "*"] } }', /takes pushes to main, \* only/],
  ['on: { push: { branches: ["**", "!tinybug/**"] } }', /takes pushes to/],
  ['on: { push: { branches-ignore: ["tinybug/**"] } }', /ignores pushes to tinybug\/mutant-1/],
  ['on: { push: { tags: ["v*"] } }', /pushes of tags only/],
  ['on: { push: { paths: ["docs/**"] } }', /src\/shop\.py is not among its paths/],
  ['on: { push: { paths: ["**", "!src/**"] } }', /not among its paths/],
  ['on: { push: { paths-ignore: ["src/**"] } }', /ignores changes of src\/shop\.py/],
  ['on: { pull_request: { branches: [develop] } }', /pull requests into develop only/],
  ['on: { pull_request: { types: [ready_for_review, labeled] } }', /ready_for_review, labeled, not opened/],
  [
    'on: { workflow_dispatch: { inputs: { version: { required: true } } } }',
    /inputs that nobody but you can fill in: version/,
  ],
  ['on: pull_request_target', /not started by push, but by pull_request_target/],
  ['on: [schedule, release]', /but by schedule, release/],
];

describe('chooseTrigger', () => {
  for (const [on, event] of STARTED)
    it(`chooses ${event} for ${on}`, () => {
      assert.equal(eventOf(choose(`${on}\n${JOBS}`)), event);
    });
  for (const [on, reason] of NOT_STARTED)
    it(`says why nothing starts for ${on}`, () => {
      assert.match(eventOf(choose(`${on}\n${JOBS}`)), reason);
    });

  const CONDITIONS: [condition: string, event: string | RegExp][] = [
    ["github.event_name == 'pull_request'", 'pull_request'],
    ["github.event_name == 'push' || github.event.pull_request.head.repo.full_name != github.repository", 'push'],
    ["github.ref == 'refs/heads/main'", /condition that does not hold: github\.ref/],
    ['github.event.pull_request.draft == false', 'push'],
    ["github.repository_owner == 'somebody'", /does not hold/],
    ["!contains(github.event.head_commit.message, 'skip')", 'push'],
  ];
  for (const [condition, expected] of CONDITIONS)
    it(`heeds the condition ${condition}, of a job and of a step`, () => {
      const onBoth = 'on: [push, pull_request]';
      const quoted = JSON.stringify(condition);
      for (const jobs of [
        `jobs: { t: { if: ${quoted}, steps: [{ run: pytest }] } }`,
        `jobs: { t: { steps: [{ run: pytest, if: ${quoted} }] } }`,
        `jobs: { first: { if: ${quoted} }, t: { needs: first, steps: [{ run: pytest }] } }`,
      ]) {
        const event = eventOf(choose(`${onBoth}\n${jobs}`));
        if (typeof expected === 'string') assert.equal(event, expected, jobs);
        else assert.match(event, expected, jobs);
      }
    });

  it('says that a draft keeps a workflow for pull requests from running', () => {
    const jobs = 'jobs: { t: { if: github.event.pull_request.draft == false, steps: [{ run: pytest }] } }';
    assert.match(
      eventOf(choose(`on: pull_request\n${jobs}`)),
      /does not hold: github\.event\.pull_request\.draft == false/,
    );
  });

  it('names the workflows that run tests, and those that are started for nothing', () => {
    const choice = choose([`on: push\n${JOBS}`, `on: push\n${LINT}`, `on: release\n${LINT}`]);
    assert.equal(choice.kind, 'starts');
    assert.deepEqual(
      [choice.workflows.map(({ path }) => path), choice.alsoStarted, choice.pathsNotStarting],
      [['.github/workflows/0.yml'], ['.github/workflows/1.yml'], []],
    );
    assert.equal(choice.workflows[0]?.jobs[0]?.steps[0]?.name, 'Run pytest');
  });

  it('prefers the event that starts for all files, and names the files for which none does', () => {
    const onPaths = 'on: { push: { paths: ["src/**"] }, pull_request: { paths: ["src/**", "lib/**"] } }';
    const choice = choose(`${onPaths}\n${JOBS}`, ['src/a.py', 'lib/b.py', 'tools/c.py']);
    assert.equal(choice.kind, 'starts');
    assert.deepEqual([choice.event, choice.pathsNotStarting], ['pull_request', ['tools/c.py']]);
  });

  it('follows a call of a workflow of the same repository', () => {
    const choice = chooseTrigger(
      [
        {
          path: '.github/workflows/ci.yml',
          text: 'on: push\njobs: { call: { uses: ./.github/workflows/reusable.yml } }',
        },
        { path: '.github/workflows/reusable.yml', text: `on: workflow_call\n${JOBS}` },
      ],
      change,
      ['src/shop.py'],
    );
    assert.equal(choice.kind, 'starts');
    assert.deepEqual(
      choice.workflows.map(({ path, jobs }) => [path, jobs.map(({ name }) => name)]),
      [['.github/workflows/ci.yml', ['call / tests']]],
    );
  });

  it('says that there is no workflow, none with tests, or none that can be read', () => {
    assert.match(eventOf(choose([])), /has no workflow/);
    assert.match(eventOf(choose(`on: push\n${LINT}`)), /None of the 1 workflows has a step that runs pytest/);
    assert.match(eventOf(choose('on: push\njobs: [')), /0\.yml cannot be read/);
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map(
        (k, i) =>
          `${k}: &${k} [${Array(8)
            .fill('*' + 'abcdefg'[i]!)
            .join(',')}]`,
      ),
    ];
    assert.match(eventOf(choose(bomb.join('\n'))), /cannot be read/);
  });
});
