import { describeCiProvider } from '../integration/describe-ci-provider.ts';
import { createGithubScene } from './github-provider-scene.ts';

for (const strategy of ['sharded', 'branch-per-mutant'] as const)
  describeCiProvider(`github-actions, ${strategy}`, () => createGithubScene(strategy));
