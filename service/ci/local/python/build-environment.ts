import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TinybugError } from '../../../../shared/error-code.ts';
import type { Environment } from '../child-environment.ts';
import { chooseInstaller, type Installer } from './installer.ts';
import { linkProject, planLinks } from './link-project.ts';
import { withProgress } from './progress.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { readProjectMetadata, type ProjectMetadata } from './project-metadata.ts';
import { findBasePython } from './python-search.ts';
import { formatVersion } from './python-version.ts';
import { describeWanted, listWanted, type WantedRequirements } from './wanted-requirements.ts';
import { findSitePackages, inspectWheel, type Wheel } from './wheel.ts';

export interface EnvironmentRequest {
  readonly projectFolder: string;
  readonly cacheFolder: string;
  readonly environment: Environment;
  readonly notify: (message: string) => Promise<void>;
  readonly abortSignal: AbortSignal;
}

/**
 * Makes a virtual environment in which the tests of a project can run, without writing into the project.
 * Returns its interpreter.
 *
 * @param workFolder for what is needed only now
 * @throws TinybugError `python-missing`, `python-too-old`, `install-failed`, `disk-full`, `invalid-settings`
 */
export async function buildEnvironment(
  folder: string,
  workFolder: string,
  request: EnvironmentRequest,
): Promise<string> {
  const { projectFolder, environment, notify, abortSignal } = request;
  const metadata = await readProjectMetadata(projectFolder);
  const base = await findBasePython(metadata.requiresPython, projectFolder, environment, abortSignal);
  const installer = await chooseInstaller(environment, workFolder, abortSignal);
  const contents = metadata.isInstallable
    ? 'pytest, the project’s dependencies and what its tests need'
    : 'pytest and what the requirement files list';
  await notify(
    `${projectFolder} has no virtual environment of its own. Making one in ${folder} with Python ${formatVersion(base.version)} ` +
      `and ${installer.name}, for ${contents}. Nothing is written into the project.`,
  );
  const python = await withProgress(notify, 'Making the virtual environment', () =>
    installer.createEnvironment(base.executable, folder),
  );
  const copy = await copyProject(projectFolder, join(workFolder, 'tree'));
  const wheel = metadata.isInstallable
    ? await withProgress(notify, 'Building the project from a copy', () =>
        buildProject(installer, python, copy, workFolder, metadata, request),
      )
    : undefined;
  const wanted = await listWanted(projectFolder, metadata, wheel);
  const requirements = await writeRequirements(wanted, workFolder);
  await withProgress(notify, `Installing ${describeWanted(wanted)}`, () =>
    installer.install(python, requirements, copy.folder),
  );
  await linkTree(wheel, python, copy, request);
  return python;
}

/** `undefined` where the project does not build but lists its dependencies, as applications often do. */
async function buildProject(
  installer: Installer,
  python: string,
  copy: ProjectCopy,
  workFolder: string,
  metadata: ProjectMetadata,
  { environment, notify }: EnvironmentRequest,
): Promise<Wheel | undefined> {
  const wheelFolder = join(workFolder, 'wheel');
  await mkdir(wheelFolder);
  try {
    await installer.buildWheel(python, copy.folder, wheelFolder);
  } catch (error) {
    const isBuildError = error instanceof TinybugError && error.code === 'install-failed';
    if (!isBuildError || metadata.dependencies === undefined) throw error;
    await notify(`The project cannot be built, so only the dependencies it lists are installed. ${error.message}`);
    return undefined;
  }
  return inspectWheel(python, wheelFolder, environment);
}

/** In files, because command lines are short and requirement files know more. */
async function writeRequirements(wanted: WantedRequirements, workFolder: string): Promise<string[]> {
  const requirementsPath = join(workFolder, 'requirements.txt');
  const constraintsPath = join(workFolder, 'constraints.txt');
  await writeFile(requirementsPath, `${wanted.requirements.join('\n')}\n`);
  await writeFile(constraintsPath, `${wanted.constraints.join('\n')}\n`);
  return ['-r', requirementsPath, '-c', constraintsPath];
}

/** Without a wheel nothing is installed to be replaced, but tests expect the usual folders on the path. */
async function linkTree(
  wheel: Wheel | undefined,
  python: string,
  copy: ProjectCopy,
  request: EnvironmentRequest,
): Promise<void> {
  const sitePackages = await findSitePackages(python, copy.folder, request.environment);
  const roots = copy.files.some((file) => file.startsWith('src/') && file.endsWith('.py')) ? ['', 'src'] : [''];
  const plan = wheel === undefined ? { roots, removed: [], overlaid: [] } : planLinks(wheel.files, copy.files);
  await linkProject(sitePackages, request.projectFolder, plan);
}
