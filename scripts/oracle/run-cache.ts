import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SuiteRun, type SuiteSetting } from './plain-suite.ts';

/** Raised whenever a run of the oracle could end otherwise than before. */
const ORACLE_VERSION = 1;

const CacheLine = z.strictObject({ mutantId: z.string(), run: SuiteRun });

/** Runs of the suite that are done: they hold for ever, because nothing that they depend on has changed. */
export interface RunCache {
  of(mutantId: string): readonly SuiteRun[];
  add(mutantId: string, run: SuiteRun): Promise<void>;
}

/** A file of its own for each content of the project, each environment and each way of running the suite. */
export async function openRunCache(folder: string, contentHash: string, setting: SuiteSetting): Promise<RunCache> {
  const { facts, pytestArguments, flakyTests, importRoots, limits } = setting;
  const parts = [ORACLE_VERSION, contentHash, facts, pytestArguments, flakyTests, importRoots, limits.memoryKb];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  const path = join(folder, `${key}.ndjson`);
  await mkdir(dirname(path), { recursive: true });
  const runs = new Map<string, SuiteRun[]>();
  const remember = (mutantId: string, run: SuiteRun): void => {
    runs.set(mutantId, [...(runs.get(mutantId) ?? []), run]);
  };
  for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
    const parsed = CacheLine.safeParse(tryParse(line));
    if (parsed.success) remember(parsed.data.mutantId, parsed.data.run);
  }
  return {
    of: (mutantId) => runs.get(mutantId) ?? [],
    async add(mutantId, run) {
      remember(mutantId, run);
      // The line end comes first, too: the last line may be half of one, from an oracle that was killed.
      await appendFile(path, `\n${JSON.stringify({ mutantId, run })}\n`);
    },
  };
}

/** Keeps nothing: what was run before is run again. */
export function forgetfulCache(): RunCache {
  return { of: () => [], add: () => Promise.resolve() };
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
