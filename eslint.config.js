import tseslint from 'typescript-eslint';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import houseRules from './tools/lint/house-rules.js';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'data',
      '.cache',
      'apps/console/src/api-schema.ts',
      'tools/render',
      'tools/train-clip',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'tools/*.mjs', '.dependency-cruiser.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Empty classes are NestJS modules.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // Libs add to it.
      '@typescript-eslint/no-empty-object-type': ['error', { allowWithName: '^Jobs$' }],
      'no-console': 'error',
      // NestJS declares its option bags as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      eqeqeq: 'error',
      'no-restricted-globals': [
        'error',
        {
          name: 'fetch',
          message:
            'Addresses that people give are fetched by catalogue/picture-download, which refuses private ones.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "Property[key.name='synchronize'][value.value=true]",
          message: 'Tables change through migrations only.',
        },
      ],
    },
  },
  {
    files: ['tools/**', 'test/**', '**/*.spec.ts', '**/*.spec.tsx'],
    rules: {
      'no-console': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // The processes that must not end.
    files: ['apps/api/**/*.ts', 'libs/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    plugins: { house: houseRules },
    rules: { 'house/heard-promises': 'error', 'house/heard-errors': 'error' },
  },
  {
    files: ['apps/console/**/*.{ts,tsx}'],
    plugins: { 'jsx-a11y': jsxA11y, 'react-hooks': reactHooks },
    rules: {
      ...jsxA11y.flatConfigs.recommended.rules,
      ...reactHooks.configs.recommended.rules,
      'no-restricted-globals': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
