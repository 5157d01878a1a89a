import { defineConfig } from 'vitest/config';

// they need Python or Java: npm run test:aws, npm run test:athena
const OTHER_SUITES = ['test/aws/**', 'test/athena/**'];
const LAMBDA = 'test/lambda/**/*.test.ts';

export default defineConfig({
  test: {
    setupFiles: ['test/helpers/own-cache.ts'],
    // a busy machine is slow, and must not fail a test
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...OTHER_SUITES, LAMBDA],
          // the files of one worker share what they load, such as DuckDB and CDK, which takes a third of the time
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'lambda',
          include: [LAMBDA],
          // a function reads its environment when it is loaded
          isolate: true,
        },
      },
    ],
  },
});
