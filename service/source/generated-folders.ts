/** Folders that hold no code of the project: made by tools, or brought by package managers. */
const GENERATED_FOLDERS = new Set(['node_modules', '__pycache__', 'site-packages', '__pypackages__']);
/** Made by build tools, but only in the project's own folder and unless it is a package: deeper they can be anything. */
const BUILD_FOLDERS = new Set(['build', 'dist']);
const VIRTUAL_ENVIRONMENT_MARK = 'pyvenv.cfg';

const isGeneratedName = (name: string): boolean =>
  GENERATED_FOLDERS.has(name) || name.startsWith('.') || name.endsWith('.egg-info');

/**
 * Whether a walk leaves out a folder.
 *
 * @param path of the folder, relative to the project, forward slashes
 * @param names of what the folder holds
 */
export function isGeneratedFolder(path: string, names: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isGeneratedName(name) || names.includes(VIRTUAL_ENVIRONMENT_MARK)) return true;
  return BUILD_FOLDERS.has(path) && !names.includes('__init__.py');
}

/** The paths that lie in none of the folders a walk leaves out. */
export function withoutGeneratedFolders(paths: readonly string[]): string[] {
  const all = new Set(paths);
  const environments = new Set(
    paths
      .filter((path) => path.endsWith(`/${VIRTUAL_ENVIRONMENT_MARK}`))
      .map((path) => path.slice(0, path.lastIndexOf('/'))),
  );
  const isLeftOut = (folder: string): boolean =>
    isGeneratedName(folder.slice(folder.lastIndexOf('/') + 1)) ||
    environments.has(folder) ||
    (BUILD_FOLDERS.has(folder) && !all.has(`${folder}/__init__.py`));
  const verdicts = new Map<string, boolean>();
  const isInside = (folder: string): boolean => {
    const known = verdicts.get(folder);
    if (known !== undefined) return known;
    const slash = folder.lastIndexOf('/');
    const verdict = isLeftOut(folder) || (slash !== -1 && isInside(folder.slice(0, slash)));
    verdicts.set(folder, verdict);
    return verdict;
  };
  return paths.filter((path) => !path.includes('/') || !isInside(path.slice(0, path.lastIndexOf('/'))));
}
