import { defineConfig } from 'vitest/config';

// they need Python or Java: npm run test:aws, npm run test:athena
const OTHER_SUITES = ['test/aws/**', 'test/athena/**'];

export default defineConfig({
  test: {
    setupFiles: ['test/helpers/own-cache.ts'],
    // a busy machine is slow, and must not fail a test
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: '100%',
    // the files of one worker share the modules that they load, such as DuckDB and CDK
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...OTHER_SUITES, 'test/cloud/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'cloud',
          include: ['test/cloud/**/*.test.ts'],
        },
      },
    ],
  },
});
