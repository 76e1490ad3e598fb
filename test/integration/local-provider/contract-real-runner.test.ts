import { killTheRunner } from '../../helpers/kill-the-runner.ts';
import { tinyProject } from '../../helpers/python-projects.ts';
import { describeCiProvider, type JobBehaviour } from '../describe-ci-provider.ts';
import { createLocalScene, REAL_RUNNER } from './local-provider-scene.ts';

const TESTS: Record<JobBehaviour, string> = {
  finishes: '\ndef test_two():\n    assert True\n',
  'never-ends': '\ndef test_two():\n    while True:\n        pass\n',
  dies: killTheRunner('--exit-with-stdin'),
};

describeCiProvider('local, with the real runner', () =>
  createLocalScene(REAL_RUNNER, async (behaviour) => ({
    folder: await tinyProject({ 'test_tiny.py': `def test_one():\n    assert True\n${TESTS[behaviour]}` }),
    pytestArguments: [],
  })),
);
