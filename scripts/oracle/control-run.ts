import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { insideOf, runSuite, type SuitePlace, type SuiteRun, type SuiteSetting } from './plain-suite.ts';
import { copyProjectTree } from './project-copy.ts';

const LoadedModules = z.record(z.string(), z.string());

/** Until the suite's own CPU time is known: only a suite that hangs without any mutant meets these. */
const UNKNOWN_LIMITS = { cpuMs: 3_600_000, idleMs: 120_000 };

/** More than the runner allows a mutant on any subset of the suite: five times its tests and five times collecting them. */
const limitsFor = ({ cpuMs, wallMs }: SuiteRun): { cpuMs: number; idleMs: number } => ({
  cpuMs: 10 * cpuMs + 10_000,
  idleMs: 2 * wallMs + 30_000,
});

/**
 * Runs the suite without a mutant in a copy, twice. It must pass, and no module may come from the project itself: its
 * environment points there, so folders are added to the search path until everything comes from the copy.
 *
 * @returns the setting for mutants: with those folders, and with limits from what the suite took
 * @throws Error with the output's end where the oracle could not judge any mutant
 */
export async function controlSuite(setting: SuiteSetting, pristine: string, place: SuitePlace): Promise<SuiteSetting> {
  let current = { ...setting, limits: { ...setting.limits, ...UNKNOWN_LIMITS } };
  for (let attempt = 1; ; attempt += 1) {
    await copyProjectTree(pristine, place.copy);
    const run = await runSuite(current, place, ['tinybug_oracle_loaded_modules']);
    requirePassing(run);
    const strays = await findStrays(current.projectFolder, place);
    if (strays.length === 0) {
      current = { ...current, limits: { ...current.limits, ...limitsFor(run) } };
      await copyProjectTree(pristine, place.copy);
      requirePassing(await runSuite(current, place));
      return current;
    }
    if (attempt === 3) throw new Error(`The tests of the copy import from the project itself: ${strays.join(', ')}.`);
    const importRoots = [...current.importRoots, ...strays.map(({ root }) => root)];
    current = { ...current, importRoots: [...new Set(importRoots)] };
  }
}

function requirePassing({ outcome, end, outputTail }: SuiteRun): void {
  if (outcome === 'passes') return;
  throw new Error(`Without any mutant, the suite of a copy does not pass: it ${end}.\n${outputTail}`);
}

/** Modules loaded from the project's tree, and the folder, relative to it, from which each was found. */
async function findStrays(
  projectFolder: string,
  { scratch }: SuitePlace,
): Promise<{ name: string; root: string; toString(): string }[]> {
  const modules = LoadedModules.parse(JSON.parse(await readFile(join(scratch, 'modules.json'), 'utf8')));
  return Object.entries(modules).flatMap(([name, file]) => {
    const path = insideOf(projectFolder, file);
    // An environment may lie in the project's folder, and is not the project.
    if (path === undefined || path.includes('site-packages')) return [];
    const parts = name.split('.');
    const isPackage = path.endsWith('/__init__.py');
    const folders = path.split('/').slice(0, -1);
    const root = folders.slice(0, folders.length - parts.length + (isPackage ? 0 : 1)).join('/');
    return [{ name, root, toString: () => `${name} from ${file}` }];
  });
}
