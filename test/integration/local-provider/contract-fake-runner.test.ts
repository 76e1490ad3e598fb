import { describeCiProvider } from '../describe-ci-provider.ts';
import { createFakeScene } from './local-provider-scene.ts';

describeCiProvider('local, with a fake runner', createFakeScene);
