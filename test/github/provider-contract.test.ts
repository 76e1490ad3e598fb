import { describeCiProvider } from '../integration/describe-ci-provider.ts';
import { createGithubScene } from './github-provider-scene.ts';

describe('In GitHub Actions', function () {
  this.timeout(300_000);
  for (const strategy of ['sharded', 'branch-per-mutant'] as const)
    describeCiProvider(`github-actions, ${strategy}`, () => createGithubScene(strategy));
});
