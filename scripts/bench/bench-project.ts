/** A published project that every tool measures. */
export interface BenchProject {
  readonly name: string;
  readonly version: string;
  /** What is mutated, relative to the project's root. */
  readonly sources: readonly string[];
  /** What pytest is given. */
  readonly tests: string;
  /** Folder of the tests and glob of all of them, where they lie among the sources. */
  readonly testsAmongSources?: { readonly folder: string; readonly glob: string };
  /** What the tests need beside pytest. */
  readonly requirements: readonly string[];
}

export const PYTEST = 'pytest==9.2.0';

export const BENCH_PROJECTS: readonly BenchProject[] = [
  {
    name: 'toolz',
    version: '1.2.0',
    sources: ['toolz', 'tlz'],
    tests: 'toolz',
    testsAmongSources: { folder: 'toolz/tests', glob: '**/tests/**' },
    requirements: [],
  },
  { name: 'itsdangerous', version: '2.2.0', sources: ['src'], tests: 'tests', requirements: ['freezegun==1.5.5'] },
  { name: 'markupsafe', version: '3.0.4', sources: ['src'], tests: 'tests', requirements: [] },
  { name: 'cachetools', version: '8.0.1', sources: ['src'], tests: 'tests', requirements: [] },
];

/** Those that are measured where none is named. */
export const USUAL_PROJECTS: readonly string[] = ['toolz', 'itsdangerous', 'markupsafe'];
