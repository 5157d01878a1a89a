import { defineConfig } from 'vitest/config';

// Python and Java are slow to start: one test file after the other, and no more processes than two cores can run.
export default defineConfig({
  test: {
    include: ['test/python/**/*.test.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
