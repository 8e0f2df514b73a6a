import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests run from the sources through the same subpath imports as the build.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['libs/**/*.spec.ts', 'apps/**/*.spec.{ts,tsx}', 'test/**/*.spec.ts', 'tools/**/*.spec.ts'],
    // Files of a worker share what they import: loading it for each took longer than the tests themselves.
    isolate: false,
    setupFiles: ['./test/support/seeded-properties.ts'],
    globalSetup: ['./test/support/seeded-folder.ts'],
    reporters: ['default', './test/support/plain-summary.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // What is waited for comes later on a busy machine; the default of a second is for pure code.
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
  },
});
