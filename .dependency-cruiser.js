// The dependency rule of docs/architecture.md: never upward, never sideways, types not excepted.
const libs = (...names) => `^libs/(${names.join('|')})/`;

/** From the top; a lib may use those of the rows below its own. */
const rows = [
  ['serving'],
  ['alignment', 'microscope'],
  ['recommendation', 'ingestion'],
  ['explanation'],
  ['neurons', 'search-index', 'catalogue'],
  ['encoder'],
  ['platform'],
];
const mayUse = rows.flatMap((row, at) => row.map((lib) => [lib, rows.slice(at + 1).flat()]));

export default {
  forbidden: [
    ...mayUse.map(([lib, used]) => ({
      name: `${lib}-uses-only-lower-libs`,
      severity: 'error',
      from: { path: libs(lib) },
      to: { path: '^(libs|apps)/', pathNot: libs(lib, ...used) },
    })),
    {
      name: 'every-lib-has-a-row',
      severity: 'error',
      from: { path: '^libs/', pathNot: libs(...rows.flat()) },
      to: {},
    },
    {
      name: 'only-the-index-is-public',
      comment: 'From outside a lib only its index.ts may be imported (migrations are read by platform).',
      severity: 'error',
      from: { path: '^(libs/([^/]+)/|apps/|test/|tools/)', pathNot: '[.]spec[.]tsx?$' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/[^/]+/src/index[.]ts$', '^libs/$2/'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unlisted-package',
      severity: 'error',
      from: { path: '^(libs|apps)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { pathNot: '[.]spec[.]tsx?$|^test/|^tools/' },
      to: { path: '[.]spec[.]tsx?$|^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|[.]cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
    },
  },
};
