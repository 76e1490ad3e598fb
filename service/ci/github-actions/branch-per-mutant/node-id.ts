/**
 * Tells pytest's node ids from what a JUnit report has of them. pytest writes a test's file and classes as one dotted name, so that
 * the project's files have to say where the file's name ends.
 */
export interface NodeIds {
  of(test: { readonly classname: string; readonly name: string; readonly file?: string | undefined }): string;
}

/** @param paths the project's `.py` files, with forward slashes */
export function createNodeIds(paths: readonly string[]): NodeIds {
  const byDottedName = dottedNames(paths);
  return {
    of({ classname, name, file }) {
      // Collecting the file has failed: its own name is the test's.
      if (classname === '') return file ?? byDottedName.get(name) ?? `${name.replaceAll('.', '/')}.py`;
      const [path, classes] =
        file === undefined ? splitByFiles(classname, byDottedName) : splitByFile(classname, file.replaceAll('\\', '/'));
      return [path, ...classes, name].join('::');
    },
  };
}

/** Every file by its dotted name, and by those it has where pytest's root is a folder further down. */
function dottedNames(paths: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const path of paths) names.set(dottedName(path), path);
  for (const path of paths) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const below = path.slice(slash + 1);
      if (!names.has(dottedName(below))) names.set(dottedName(below), below);
    }
  }
  return names;
}

const dottedName = (path: string): string => path.replace(/\.py$/, '').replaceAll('/', '.');

type Split = readonly [path: string, classes: readonly string[]];

function splitByFile(classname: string, file: string): Split {
  const module = dottedName(file);
  const parts = classname.split('.');
  if (classname === module) return [file, []];
  if (classname.startsWith(`${module}.`)) return [file, classname.slice(module.length + 1).split('.')];
  const own = parts.lastIndexOf(module.slice(module.lastIndexOf('.') + 1));
  return [file, own === -1 ? [] : parts.slice(own + 1)];
}

function splitByFiles(classname: string, byDottedName: ReadonlyMap<string, string>): Split {
  const parts = classname.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const path = byDottedName.get(parts.slice(0, length).join('.'));
    if (path !== undefined) return [path, parts.slice(length)];
  }
  const lastOfFile = parts.findLastIndex((part) => !/^[A-Z]/.test(part));
  const length = lastOfFile === -1 ? parts.length : lastOfFile + 1;
  return [`${parts.slice(0, length).join('/')}.py`, parts.slice(length)];
}
