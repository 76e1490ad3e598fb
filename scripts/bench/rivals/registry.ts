import { cosmicRay } from './cosmic-ray.ts';
import { festMutateBackends } from './fest-mutate.ts';
import { irradiate } from './irradiate.ts';
import { mutmut } from './mutmut.ts';
import { pytestGremlins } from './pytest-gremlins.ts';
import { pytestmut } from './pytestmut.ts';
import type { Rival } from './rival.ts';

export const RIVALS: readonly Rival[] = [
  mutmut,
  irradiate,
  cosmicRay,
  pytestGremlins,
  ...festMutateBackends,
  pytestmut,
];
