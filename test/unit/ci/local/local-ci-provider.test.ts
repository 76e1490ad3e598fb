import assert from 'node:assert/strict';
import { assertLocalProviderAllowed } from '../../../../service/ci/local/local-ci-provider.ts';
import { jobFolderPaths, parseHandle } from '../../../../service/ci/local/job-folder.ts';

describe('assertLocalProviderAllowed', () => {
  it('allows `dev` only', () => {
    assertLocalProviderAllowed('dev');
    for (const environment of ['staging', 'prod', '']) {
      assert.throws(
        () => {
          assertLocalProviderAllowed(environment);
        },
        { code: 'local-provider-refused' },
      );
    }
  });
});

describe('jobFolderPaths', () => {
  it('accepts no name that leads out of the folder of jobs', () => {
    for (const name of ['..', '../x', 'a/b', '', '.']) {
      assert.throws(() => jobFolderPaths('/jobs', name, 'job'));
      assert.throws(() => jobFolderPaths('/jobs', 'run', name));
    }
  });
});

describe('parseHandle', () => {
  it('refuses handles of another provider', () => {
    assert.throws(() => parseHandle({ workflowRunId: 7 }));
  });
});
