import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PATH_FILE = 'tinybug-project.pth';
const OVERLAY_MODULE = 'tinybug_overlay';
const OVERLAY_FOLDER = 'tinybug-overlay';

/** Finds what only the build made, such as `_version.py` and C extensions, for packages that are imported from the tree. */
const OVERLAY_SOURCE = `"""Finds modules that building the project made and that its tree does not hold."""
import sys
from importlib.machinery import PathFinder
from os.path import dirname, join

FOLDER = join(dirname(__file__), "${OVERLAY_FOLDER}")


class OverlayFinder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        package = name.rpartition(".")[0]
        if path is None or not package:
            return None
        spec = PathFinder.find_spec(name, [join(FOLDER, *package.split("."))], target)
        return None if spec is None or spec.origin is None else spec


sys.meta_path.append(OverlayFinder)
`;

/** The part of an installed project that its own tree replaces. */
export interface LinkPlan {
  /** Source folders to put on the path, relative to the project. */
  readonly roots: string[];
  /** Installed files to remove, relative to site-packages. */
  readonly removed: string[];
  /** Installed modules that the tree does not hold, to be found after all others. */
  readonly overlaid: string[];
}

/**
 * Finds each of a wheel's top-level packages and modules in the project's tree.
 *
 * @param wheelFiles as in the archive
 * @param projectFiles relative to the project
 */
export function planLinks(wheelFiles: readonly string[], projectFiles: readonly string[]): LinkPlan {
  const plan: LinkPlan = { roots: [], removed: [], overlaid: [] };
  const byTopLevel = new Map<string, string[]>();
  for (const file of wheelFiles.map(toInstalledPath)) {
    const [topLevel = ''] = file.split('/');
    if (topLevel.endsWith('.dist-info') || topLevel.endsWith('.data')) continue;
    byTopLevel.set(topLevel, [...(byTopLevel.get(topLevel) ?? []), file]);
  }
  const inTree = new Set(projectFiles);
  for (const files of byTopLevel.values()) {
    const root = findRoot(files, projectFiles);
    if (root === undefined) continue;
    if (!plan.roots.includes(root)) plan.roots.push(root);
    for (const file of files) {
      const isBuilt = /\.(py|so|pyd)$/.test(file) && !inTree.has(joinRoot(root, file));
      (isBuilt ? plan.overlaid : plan.removed).push(file);
    }
  }
  return plan;
}

const toInstalledPath = (file: string): string => file.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, '');

const joinRoot = (root: string, file: string): string => (root === '' ? file : `${root}/${file}`);

/** The folder of the project below which most of the Python files lie at the same paths; of several, the shortest. */
function findRoot(wheelFiles: readonly string[], projectFiles: readonly string[]): string | undefined {
  const modules = new Set(wheelFiles.filter((file) => file.endsWith('.py')));
  const votes = new Map<string, number>();
  for (const file of projectFiles.filter((path) => path.endsWith('.py'))) {
    for (let start = 0; start !== -1 && start < file.length;) {
      if (modules.has(file.slice(start))) {
        const root = file.slice(0, Math.max(0, start - 1));
        votes.set(root, (votes.get(root) ?? 0) + 1);
      }
      const slash = file.indexOf('/', start);
      start = slash === -1 ? -1 : slash + 1;
    }
  }
  const ranked = [...votes].sort(([first, a], [second, b]) => b - a || first.length - second.length);
  return ranked[0]?.[0];
}

/** Makes an environment import the project from its tree instead of from the installed copy. */
export async function linkProject(sitePackages: string, projectFolder: string, plan: LinkPlan): Promise<void> {
  const overlay = join(sitePackages, OVERLAY_FOLDER);
  for (const file of plan.overlaid) {
    await mkdir(dirname(join(overlay, file)), { recursive: true });
    await rename(join(sitePackages, file), join(overlay, file));
  }
  for (const file of plan.removed) await rm(join(sitePackages, file), { force: true });
  const topLevels = new Set(
    [...plan.removed, ...plan.overlaid].flatMap((file) => file.split('/').slice(0, -1).slice(0, 1)),
  );
  for (const topLevel of topLevels) await removeEmptyFolders(join(sitePackages, topLevel));
  if (plan.overlaid.length > 0) await writeFile(join(sitePackages, `${OVERLAY_MODULE}.py`), OVERLAY_SOURCE);
  const lines = plan.roots.map((root) => join(projectFolder, root));
  if (plan.overlaid.length > 0) lines.push(`import ${OVERLAY_MODULE}`);
  await writeFile(join(sitePackages, PATH_FILE), `${lines.join('\n')}\n`);
}

/** Bytecode without its source counts as nothing. */
async function removeEmptyFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((entry) => entry.isDirectory())) {
    if (entry.name === '__pycache__') await rm(join(folder, entry.name), { recursive: true, force: true });
    else await removeEmptyFolders(join(folder, entry.name));
  }
  await rmdir(folder).catch(() => undefined);
}
