import { defineConfig } from 'vitest/config';

// Python and Java are slow to start: one test file after the other.
export default defineConfig({
  test: {
    include: ['test/vo/programs/**/*.test.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
