import { normalizeName } from './project-metadata.ts';

/** Names under which projects list what their tests need, the most usual first. */
const TEST_NAMES = ['test', 'tests', 'testing'];
/** The same for all that developers need, tests included; taken only where nothing is for tests alone. */
const DEVELOPMENT_NAMES = ['dev', 'develop', 'development'];

/** Where to take the tests' dependencies from, besides pytest. */
export interface TestDependencies {
  readonly extra?: string;
  readonly group?: string;
  readonly requirementFile?: string;
}

/** Chooses among what a project offers: by name of extra, dependency group and requirement file. */
export function chooseTestDependencies(
  extras: Iterable<string>,
  groups: Iterable<string>,
  requirementFiles: readonly string[],
): TestDependencies {
  const [allExtras, allGroups] = [[...extras], [...groups]];
  for (const names of [TEST_NAMES, DEVELOPMENT_NAMES]) {
    const extra = findByNames(allExtras, names);
    const group = findByNames(allGroups, names);
    if (extra !== undefined || group !== undefined) {
      return { ...(extra !== undefined && { extra }), ...(group !== undefined && { group }) };
    }
    const requirementFile = findRequirementFile(requirementFiles, names);
    if (requirementFile !== undefined) return { requirementFile };
  }
  return {};
}

const findByNames = (candidates: readonly string[], names: readonly string[]): string | undefined =>
  names
    .map((name) => candidates.find((candidate) => normalizeName(candidate) === name))
    .find((found) => found !== undefined);

/** The shortest, because a longer name is a special case: `requirements-tests-py39.txt`. */
function findRequirementFile(files: readonly string[], names: readonly string[]): string | undefined {
  const isNamed = (file: string) => file.split(/[^a-z]+/i).some((word) => names.includes(word.toLowerCase()));
  const candidates = files.filter((file) => isNamed(file) && !/constraints/i.test(file));
  return candidates.sort((first, second) => first.length - second.length)[0];
}
