/** Major, minor and micro version. */
export type PythonVersion = readonly [number, number, number];

export const MINIMUM_PYTHON: PythonVersion = [3, 9, 0];

export const formatVersion = (version: PythonVersion): string => version.join('.');

/** Negative where the first is older; versions can have any number of parts. */
export function compareVersions(first: readonly number[], second: readonly number[]): number {
  for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const CLAUSE = /^\s*(~=|={2,3}|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?/;

/**
 * Whether an interpreter satisfies `requires-python` (a version specifier of PEP 440).
 * What cannot be understood excludes nothing: pip has the last word.
 */
export const satisfiesSpecifier = (version: PythonVersion, specifier: string): boolean =>
  specifier.split(',').every((clause) => satisfiesClause(version, clause));

function satisfiesClause(version: PythonVersion, clause: string): boolean {
  const [, operator, text = '', wildcard] = CLAUSE.exec(clause) ?? [];
  const wanted = text.split('.').map(Number);
  const order = compareVersions(version, wanted);
  const hasPrefix = (length: number) => compareVersions(version.slice(0, length), wanted.slice(0, length)) === 0;
  const isEqual = wildcard === undefined ? order === 0 : hasPrefix(wanted.length);
  switch (operator) {
    case '==':
    case '===':
      return isEqual;
    case '!=':
      return !isEqual;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '~=':
      return order >= 0 && hasPrefix(wanted.length - 1);
    default:
      return true;
  }
}
