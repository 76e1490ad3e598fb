import { tinyProject } from '../../helpers/python-projects.ts';
import { describeCiProvider, type JobBehaviour } from '../describe-ci-provider.ts';
import { createLocalScene, REAL_RUNNER } from './local-provider-scene.ts';

const KILL_THE_RUNNER = `
import os, signal

def parent_of(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])

def is_runner(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return b"--exit-with-stdin" in file.read().split(b"\\0")

def test_takes_the_runner_down():
    runner, pid = 0, os.getpid()
    while pid > 1:
        runner, pid = pid if is_runner(pid) else runner, parent_of(pid)
    os.kill(runner, signal.SIGKILL)
    while True:
        pass
`;

const TESTS: Record<JobBehaviour, string> = {
  finishes: '\ndef test_two():\n    assert True\n',
  'never-ends': '\ndef test_two():\n    while True:\n        pass\n',
  dies: KILL_THE_RUNNER,
};

describeCiProvider('local, with the real runner', () =>
  createLocalScene(REAL_RUNNER, async (behaviour) => ({
    folder: await tinyProject({ 'test_tiny.py': `def test_one():\n    assert True\n${TESTS[behaviour]}` }),
    pytestArguments: [],
  })),
);
