import { defineConfig } from 'vitest/config';

// they need Python or Java: npm run test:aws, npm run test:athena
const OTHER_SUITES = ['test/aws/**', 'test/athena/**'];
const CLOUD = 'test/cloud/**/*.test.ts';

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
          exclude: [...OTHER_SUITES, CLOUD],
          // some files mock AWS clients or set the environment, which must not reach another file
          isolate: true,
        },
      },
      {
        extends: true,
        test: {
          name: 'cloud',
          include: [CLOUD],
          // the files of one worker share CDK and the synthesized stacks, which takes a third of the time
          isolate: false,
        },
      },
    ],
  },
});
