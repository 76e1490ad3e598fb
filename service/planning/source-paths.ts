import picomatch from 'picomatch';
import { TinybugError } from '../../shared/error-code.ts';
import type { LineRange } from '../../shared/mutant.ts';
import type { Settings } from '../../shared/settings.ts';
import { findLineScopes, parsePathEntry } from './line-scopes.ts';

/** Folders whose Python files are not the product: tests, documentation, and what builds or shows it. */
const FOLDERS_LEFT_OUT = new Set([
  'test',
  'tests',
  'testing',
  'docs',
  'doc',
  'examples',
  'example',
  'benchmarks',
  'benchmark',
  'bench',
  'scripts',
  'tools',
  'ci',
  'node_modules',
  'site-packages',
  '__pycache__',
]);

const FILES_LEFT_OUT = new Set([
  'conftest.py',
  'setup.py',
  'noxfile.py',
  'tasks.py',
  'fabfile.py',
  'versioneer.py',
  '_version.py',
  'manage.py',
  'ez_setup.py',
]);

/**
 * The Python files to mutate, in order. Without `paths` every file that looks like the product, with `paths` just what
 * they name: a file, a folder with all below it, or a glob pattern.
 *
 * @param allPaths the project's `.py` files, relative, with forward slashes
 * @throws TinybugError `no-python-files`, `invalid-settings` for an entry of `paths` that matches no file
 */
export function choosePaths(allPaths: readonly string[], settings: Settings): string[] {
  const isExcluded = matcherOf(settings.exclude ?? []);
  const candidates =
    settings.paths === undefined ? allPaths.filter(isProductFile) : namedFiles(allPaths, settings.paths);
  const chosen = candidates.filter((path) => !isExcluded(path));
  if (chosen.length === 0) throw new TinybugError('no-python-files', describeNothing(allPaths));
  return chosen.toSorted(compareText);
}

/** The lines to which the setting `paths` limits some of the files, by path. */
export const chooseLines = (paths: readonly string[], settings: Settings): Map<string, LineRange[]> =>
  findLineScopes(paths, matcherOf, settings.paths ?? []);

function isProductFile(path: string): boolean {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  if (FILES_LEFT_OUT.has(file) || /^test_.*\.py$|_tests?\.py$|^tests?\.py$/.test(file)) return false;
  // `src/tools` and a package's own `tools` are the product; the same folder beside the package is not.
  return !folders.some((folder, depth) => (depth === 0 || isTestFolder(folder)) && isLeftOut(folder));
}

const isTestFolder = (folder: string): boolean => folder === 'test' || folder === 'tests';
const isLeftOut = (folder: string): boolean => FOLDERS_LEFT_OUT.has(folder) || folder.startsWith('.');

function namedFiles(allPaths: readonly string[], entries: readonly string[]): string[] {
  const named = new Set<string>();
  for (const entry of entries) {
    const matches = matcherOf([parsePathEntry(entry).pattern]);
    const found = allPaths.filter(matches);
    if (found.length === 0) {
      throw new TinybugError(
        'invalid-settings',
        `"paths" names "${entry}", and no Python file of the project is there.`,
      );
    }
    for (const path of found) named.add(path);
  }
  return [...named];
}

/** An entry without a pattern also means all that lies below it. */
function matcherOf(entries: readonly string[]): (path: string) => boolean {
  if (entries.length === 0) return () => false;
  const patterns = entries.flatMap((entry) => {
    const clean = entry.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
    return clean === '.' || clean === '' ? ['**'] : [clean, `${clean}/**`];
  });
  return picomatch(patterns, { dot: true });
}

function describeNothing(allPaths: readonly string[]): string {
  if (allPaths.length === 0) return 'The project has no Python file.';
  const some = allPaths.slice(0, 3).join(', ');
  return `None of the project's ${allPaths.length} Python files is one to mutate (there are ${some}${allPaths.length > 3 ? ', …' : ''}).`;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
