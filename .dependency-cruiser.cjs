/** One rule per invariant of ARCHITECTURE.md; each comment says what to do instead. */
const only = (name, packages, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: '^(service|shared|extension)/', pathNot: allowed },
  to: { path: packages },
});

module.exports = {
  forbidden: [
    {
      name: 'shared-imports-only-zod',
      severity: 'error',
      comment: 'The contract must load anywhere: pass what it needs as an argument instead.',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', '^node_modules/zod/'] },
    },
    {
      name: 'extension-and-service-are-apart',
      severity: 'error',
      comment: 'Put what both need into the contract (shared/).',
      from: { path: '^extension/' },
      to: { path: '^service/' },
    },
    {
      name: 'service-and-extension-are-apart',
      severity: 'error',
      comment: 'Put what both need into the contract (shared/).',
      from: { path: '^service/' },
      to: { path: '^extension/' },
    },
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      comment: 'Do it in an activity and import its type only.',
      from: { path: '^service/workflows/' },
      to: {
        pathNot: [
          '^service/workflows/',
          '^shared/',
          '^service/planning/',
          '^node_modules/(@temporalio/(workflow|common)|zod)/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'mutators-python-and-planning-are-pure',
      severity: 'error',
      comment: 'Read and write in an activity and hand over the data.',
      from: { path: '^service/(mutators|python|planning)/' },
      to: {
        pathNot: [
          '^service/(mutators|python|planning)/',
          '^shared/',
          '^node_modules/(tree-sitter|tree-sitter-python|smol-toml|picomatch|@types/picomatch|zod)/',
          '^(node:)?crypto$',
          '^(node:)?module$',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    only(
      'one-module-knows-the-webview-toolkit',
      '^node_modules/@vscode/webview-ui-toolkit/',
      '^extension/history/webview/toolkit\\.ts$',
      'Add what you need to toolkit.ts.',
    ),
    only('only-python-parses', '^node_modules/tree-sitter', '^service/python/', 'Add what you need to service/python.'),
    only(
      'only-storage-knows-the-database',
      ['^node_modules/(@prisma|prisma|pg|@electric-sql|pglite-prisma-adapter)/', '^service/storage/generated/'],
      '^service/storage/',
      'Add a method to the Store.',
    ),
    only(
      'only-github-knows-octokit',
      '^node_modules/@octokit/',
      '^service/github/',
      'Add what you need to service/github.',
    ),
    only(
      'only-the-app-knows-express',
      '^node_modules/express/',
      '^service/(app\\.ts|server\\.ts|routes/)',
      'Return data or HTML text; a route sends it.',
    ),
    only(
      'only-temporal-folders-know-temporal',
      '^node_modules/@temporalio/',
      '^service/(temporal|workflows|activities)/|^service/worker\\.ts',
      'Use the RunControl port.',
    ),
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Move what both need into a third file.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'Install it or mend the path.',
      from: {},
      // The editor brings this one itself.
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-development-packages-in-the-product',
      severity: 'error',
      comment: 'Make it a dependency.',
      from: { path: '^(service|shared|extension)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: ['node_modules', 'service/storage/generated'] },
    exclude: { path: ['^dist/', '^runner/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
