import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { TinybugError } from '../../../../shared/error-code.ts';

const Pyproject = z.looseObject({
  'build-system': z.looseObject({}).optional(),
  project: z
    .looseObject({
      name: z.string().optional(),
      'requires-python': z.string().optional(),
      dependencies: z.array(z.string()).optional(),
      dynamic: z.array(z.string()).optional(),
      'optional-dependencies': z.record(z.string(), z.array(z.string())).optional(),
    })
    .optional(),
  'dependency-groups': z
    .record(z.string(), z.array(z.union([z.string(), z.looseObject({ 'include-group': z.string().optional() })])))
    .optional(),
});
type Pyproject = z.infer<typeof Pyproject>;

/** What a project's files say about installing it. */
export interface ProjectMetadata {
  /** Whether there is anything a build backend could build. */
  readonly isInstallable: boolean;
  readonly requiresPython: string | undefined;
  /** Requirements as `[project]` lists them; `undefined` where they come from elsewhere. */
  readonly dependencies: readonly string[] | undefined;
  /** Requirements by extra; only what pyproject.toml lists. */
  readonly extras: ReadonlyMap<string, readonly string[]>;
  /** Requirements by dependency group (PEP 735), included groups resolved. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Paths of requirement files, relative to the project. */
  readonly requirementFiles: readonly string[];
}

/** @throws TinybugError `invalid-settings` for a pyproject.toml that is not TOML */
export async function readProjectMetadata(projectFolder: string): Promise<ProjectMetadata> {
  const read = (name: string) => readFile(join(projectFolder, name), 'utf8').catch(() => undefined);
  const [pyprojectText, setupCfg, setupPy] = await Promise.all(['pyproject.toml', 'setup.cfg', 'setup.py'].map(read));
  const pyproject = parsePyproject(pyprojectText ?? '');
  const { project } = pyproject;
  return {
    isInstallable:
      project !== undefined ||
      pyproject['build-system'] !== undefined ||
      setupPy !== undefined ||
      /^\[(metadata|options)\]/m.test(setupCfg ?? ''),
    requiresPython: project?.['requires-python'] ?? /^python_requires\s*=\s*(.+)$/m.exec(setupCfg ?? '')?.[1]?.trim(),
    dependencies: listDependencies(project),
    extras: new Map(Object.entries(project?.['optional-dependencies'] ?? {})),
    groups: resolveGroups(pyproject['dependency-groups'] ?? {}),
    requirementFiles: await listRequirementFiles(projectFolder),
  };
}

function parsePyproject(text: string): Pyproject {
  try {
    return Pyproject.parse(parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new TinybugError('invalid-settings', `pyproject.toml cannot be understood: ${reason}`, { cause: error });
  }
}

function listDependencies(project: Pyproject['project']): readonly string[] | undefined {
  if (project === undefined || project.dynamic?.includes('dependencies')) return undefined;
  return project.dependencies ?? [];
}

/** As PEP 503 compares names of projects, extras and groups. */
export const normalizeName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

function resolveGroups(table: NonNullable<Pyproject['dependency-groups']>): Map<string, string[]> {
  const entries = new Map(Object.entries(table).map(([name, group]) => [normalizeName(name), group]));
  const resolve = (name: string, outer: readonly string[]): string[] =>
    (entries.get(name) ?? []).flatMap((entry) => {
      if (typeof entry === 'string') return [entry];
      const included = normalizeName(entry['include-group'] ?? '');
      return outer.includes(included) ? [] : resolve(included, [...outer, included]);
    });
  return new Map([...entries.keys()].map((name) => [name, resolve(name, [name])]));
}

const REQUIREMENT_FOLDERS = ['requirements', 'tests', 'test'];

async function listRequirementFiles(projectFolder: string): Promise<string[]> {
  const list = async (folder: string) => (await readdir(join(projectFolder, folder)).catch(() => [])).sort();
  const files = (await list('.')).filter((name) => /(requirements|constraints).*\.txt$/i.test(name));
  for (const folder of REQUIREMENT_FOLDERS) {
    const isWanted = (name: string) =>
      name.endsWith('.txt') && (folder === 'requirements' || /requirements/i.test(name));
    files.push(...(await list(folder)).filter(isWanted).map((name) => `${folder}/${name}`));
  }
  return files;
}
