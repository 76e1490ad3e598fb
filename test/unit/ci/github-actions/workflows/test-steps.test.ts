import assert from 'node:assert/strict';
import {
  isJobShownAs,
  isShownAs,
  listTestJobs,
  runsTests,
} from '../../../../../service/ci/github-actions/workflows/test-steps.ts';
import { readWorkflow } from '../../../../../service/ci/github-actions/workflows/workflow-document.ts';

const TESTS = [
  'pytest',
  'pytest -q --cov=shop tests/',
  'python -m pytest',
  'python3.11 -X dev -m pytest tests',
  'uv run pytest',
  'uv run --frozen pytest -n auto',
  'poetry run pytest',
  'coverage run -m pytest',
  'python -m coverage run -m pytest',
  'PYTHONPATH=src pytest',
  'env CI=1 timeout 10m pytest',
  'xvfb-run -a pytest',
  'pip install -e .\npytest',
  'pip install -e . && pytest',
  'tox',
  'tox -e py311',
  'tox -e py311,lint',
  'python -m tox run -e py',
  'uvx nox -s tests-3.12',
  'pipx run nox -s tests',
  'nox',
  'make test',
  'make tests',
  'make check',
  'hatch test',
  'hatch run test',
  'hatch run test:test-all',
  'just test',
  './scripts/test',
  'scripts/run-tests.sh',
  'bash scripts/test.sh',
  'python setup.py test',
  'docker compose run --rm app pytest',
  '# comment\npytest \\\n  --maxfail=1',
];
const OTHERS = [
  'pip install pytest',
  'python -m pip install pytest tox',
  'uv pip install pytest',
  'uv add pytest',
  'poetry add --group dev pytest',
  'poetry install',
  'sudo apt-get install tox',
  'echo "now run pytest"',
  'tox -e lint',
  'tox -e docs,mypy',
  'nox -s pre-commit',
  'nox --session=docs',
  'pytest --version',
  'pytest --collect-only',
  '# pytest',
  'make docs',
  'test -f setup.py',
  'ruff check tests',
  'mypy src tests',
  'cd tests',
  'black --check test',
];

describe('runsTests', () => {
  for (const script of TESTS)
    it(`takes ${JSON.stringify(script)} for tests`, () => {
      assert.equal(runsTests(script), true);
    });
  for (const script of OTHERS)
    it(`takes ${JSON.stringify(script)} for something else`, () => {
      assert.equal(runsTests(script), false);
    });
});

describe('listTestJobs', () => {
  it('says what of a job matters for a verdict', () => {
    const text = `
on: push
jobs:
  lint: { runs-on: ubuntu-latest, steps: [{ run: ruff check }] }
  tests:
    name: Python \${{ matrix.python }}
    timeout-minutes: 30
    continue-on-error: \${{ matrix.experimental }}
    steps:
      - uses: actions/checkout@v4
      - name: Unit tests
        timeout-minutes: 5
        run: |
          pytest --junitxml=junit.xml || true
      - run: |
          tox -e py
          echo done
        continue-on-error: true
      - if: always()
        uses: actions/upload-artifact@v4
        with: { name: 'junit-\${{ matrix.python }}', path: junit.xml }
`;
    const jobs = listTestJobs(readWorkflow({ path: 'w.yml', text })!);
    const step = { timeoutMinutes: undefined, mayFail: true, hidesFailure: false };
    assert.deepEqual(jobs, [
      {
        key: 'tests',
        name: 'Python ${{ matrix.python }}',
        timeoutMinutes: 30,
        mayFail: true,
        steps: [
          {
            name: 'Unit tests',
            firstLine: 'pytest --junitxml=junit.xml || true',
            timeoutMinutes: 5,
            mayFail: false,
            hidesFailure: true,
          },
          { name: 'Run tox -e py', firstLine: 'tox -e py', ...step },
        ],
        reports: { artifact: 'junit-${{ matrix.python }}', isUploadedOnFailure: true },
      },
    ]);
  });
});

describe('isShownAs', () => {
  it('lets expressions be anything, and GitHub add the values of a matrix', () => {
    assert.equal(isShownAs('Python ${{ matrix.v }} on ${{ matrix.os }}', 'Python 3.12 on ubuntu'), true);
    assert.equal(isShownAs('Python ${{ matrix.v }} on ${{ matrix.os }}', 'Python 3.12'), false);
    assert.equal(isShownAs('a${{ x }}a', 'a'), false);
    assert.equal(isShownAs('tests', 'tests (3.12, ubuntu-latest)'), false);
    assert.equal(isJobShownAs('tests', 'tests (3.12, ubuntu-latest)'), true);
    assert.equal(isJobShownAs('tests', 'tests (a (b), c)'), true);
    assert.equal(isJobShownAs('tests', 'tests'), true);
    assert.equal(isJobShownAs('tests', 'lint'), false);
  });
});
