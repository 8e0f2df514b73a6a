// The dependency rule of docs/architecture.md:
// apps -> serving -> alignment, microscope -> recommendation, ingestion -> neurons, search-index, catalogue -> encoder -> platform.
// Never upward; never sideways except for types.
const libs = (...names) => `^libs/(${names.join('|')})/`;

const mayUse = [
  ['platform', []],
  ['encoder', ['platform']],
  ['catalogue', ['encoder', 'platform']],
  ['search-index', ['encoder', 'platform']],
  ['neurons', ['encoder', 'platform']],
  ['ingestion', ['neurons', 'search-index', 'catalogue', 'encoder', 'platform']],
  ['recommendation', ['neurons', 'search-index', 'catalogue', 'encoder', 'platform']],
  ['alignment', ['neurons', 'search-index', 'catalogue', 'encoder', 'platform']],
  ['microscope', ['recommendation', 'neurons', 'search-index', 'catalogue', 'encoder', 'platform']],
  [
    'serving',
    [
      'microscope',
      'alignment',
      'recommendation',
      'ingestion',
      'neurons',
      'search-index',
      'catalogue',
      'encoder',
      'platform',
    ],
  ],
];

export default {
  forbidden: [
    ...mayUse.map(([lib, used]) => ({
      name: `${lib}-uses-only-lower-libs`,
      severity: 'error',
      from: { path: libs(lib) },
      to: { path: '^(libs|apps)/', pathNot: libs(lib, ...used), dependencyTypesNot: ['type-only'] },
    })),
    ...mayUse.map(([lib, used]) => ({
      name: `${lib}-types-only-from-lower-or-neighbour`,
      severity: 'error',
      from: { path: libs(lib) },
      to: {
        path: '^(libs|apps)/',
        pathNot: libs(
          lib,
          ...used,
          ...(['catalogue', 'search-index', 'neurons'].includes(lib)
            ? ['catalogue', 'search-index', 'neurons']
            : []),
        ),
      },
    })),
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
