import { pathToFileURL } from 'node:url';
import type { ProjectMetadata } from './project-metadata.ts';
import { normalizeName } from './project-metadata.ts';
import { readRequirementFile } from './requirement-file.ts';
import { chooseTestDependencies, type TestDependencies } from './test-dependencies.ts';
import type { Wheel } from './wheel.ts';

const RUNTIME_REQUIREMENTS = 'requirements.txt';

/** What is to be installed into a new environment. */
export interface WantedRequirements {
  /** Lines of a requirement file. */
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  /** For people. */
  readonly description: readonly string[];
}

/**
 * Lists what the tests of a project need.
 *
 * @param wheel absent where there is nothing to build, or building failed
 */
export async function listWanted(
  projectFolder: string,
  metadata: ProjectMetadata,
  wheel: Wheel | undefined,
): Promise<WantedRequirements> {
  const extras = wheel?.extras ?? [...metadata.extras.keys()];
  const chosen = chooseTestDependencies(extras, metadata.groups.keys(), metadata.requirementFiles);
  const wanted = { requirements: ['pytest'], constraints: [] as string[], description: ['pytest'] };
  const ownExtras = chosen.extra === undefined ? [] : [chosen.extra];
  for (const file of listFiles(metadata, chosen, wheel)) {
    const flat = await readRequirementFile(projectFolder, file);
    wanted.requirements.push(...flat.requirements);
    wanted.constraints.push(...flat.constraints);
    wanted.description.push(file);
    ownExtras.push(...flat.ownExtras);
  }
  if (chosen.group !== undefined) {
    wanted.requirements.push(...(metadata.groups.get(chosen.group) ?? []));
    wanted.description.push(`the dependency group ${chosen.group}`);
  }
  addProject(wanted, metadata, wheel, [...new Set(ownExtras)]);
  return wanted;
}

/** A project that is not installed has no other place for its dependencies than `requirements.txt`. */
function listFiles(metadata: ProjectMetadata, chosen: TestDependencies, wheel: Wheel | undefined): string[] {
  const isRuntimeWanted = wheel === undefined && metadata.requirementFiles.includes(RUNTIME_REQUIREMENTS);
  const files = isRuntimeWanted ? [RUNTIME_REQUIREMENTS] : [];
  if (chosen.requirementFile !== undefined) files.push(chosen.requirementFile);
  return files;
}

function addProject(
  wanted: { requirements: string[]; description: string[] },
  metadata: ProjectMetadata,
  wheel: Wheel | undefined,
  extras: readonly string[],
): void {
  const list = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  if (wheel !== undefined) {
    wanted.requirements.push(`${wheel.name}${list} @ ${pathToFileURL(wheel.path).href}`);
    wanted.description.push(`${wheel.name} ${wheel.version}${list} with its dependencies`);
    return;
  }
  const names = extras.map(normalizeName);
  const ofExtras = [...metadata.extras]
    .filter(([name]) => names.includes(normalizeName(name)))
    .flatMap(([, lines]) => lines);
  const dependencies = [...(metadata.dependencies ?? []), ...ofExtras];
  wanted.requirements.push(...dependencies);
  if (dependencies.length > 0) wanted.description.push(`the dependencies of the project${list}`);
}

export const describeWanted = ({ description }: WantedRequirements): string => description.join(', ');
