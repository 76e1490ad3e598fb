import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { countTool, type ToolCounts } from '../mutant-counts.ts';
import { tomlArray } from './toml-array.ts';
import type { Rival } from './rival.ts';

const Line = z.tuple([
  z.unknown(),
  z
    .object({
      worker_outcome: z.string(),
      test_outcome: z.string().nullish(),
      output: z.string().nullish(),
    })
    .nullable(),
]);

const PLACES = {
  killed: 'killed',
  survived: 'survived',
  timeout: 'timeout',
  skipped: 'notRun',
  pending: 'notRun',
} as const;

/**
 * Documentation: its tutorial, as `cosmic-ray new-config` asks for it, with pytest stopping at the first failure.
 * Results: `cosmic-ray dump` of its session, which is written as results arise. A time-out counts there as killed.
 */
export const cosmicRay: Rival = {
  name: 'cosmic-ray',
  distribution: 'cosmic-ray==8.7.0',
  note: () => 'one process at a time: its distributor for several needs HTTP workers with copies of the tree',
  async configure({ sources, tests, testsAmongSources }, folder) {
    const lines = [
      '[cosmic-ray]',
      `module-path = ${tomlArray(sources)}`,
      'timeout = 20.0',
      `excluded-modules = ${tomlArray(testsAmongSources === undefined ? [] : [testsAmongSources.glob])}`,
      `test-command = "python -m pytest -x -q ${tests}"`,
      '',
      '[cosmic-ray.distributor]',
      'name = "local"',
    ];
    await writeFile(join(folder, 'cosmic-ray.toml'), `${lines.join('\n')}\n`);
  },
  script: () => 'cosmic-ray init cosmic-ray.toml session.sqlite && exec cosmic-ray exec cosmic-ray.toml session.sqlite',
  async readCounts(folder) {
    const command = join(folder, '..', 'environment', 'bin', 'cosmic-ray');
    const { stdout, failed } = await execa(command, ['dump', 'session.sqlite'], { cwd: folder, reject: false });
    return failed ? undefined : countDump(stdout);
  },
};

/** @param dump what `cosmic-ray dump` prints: a line for each mutant */
export function countDump(dump: string): ToolCounts {
  const lines = dump.split('\n').filter((line) => line.startsWith('['));
  return countTool(
    lines.map((line) => statusOf(Line.parse(JSON.parse(line))[1])),
    PLACES,
  );
}

function statusOf(result: z.infer<typeof Line>[1]): string {
  if (result === null) return 'pending';
  if (result.worker_outcome !== 'normal') return result.worker_outcome;
  if (result.output === 'timeout') return 'timeout';
  return result.test_outcome ?? 'none';
}
