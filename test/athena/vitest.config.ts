import { defineConfig } from 'vitest/config';

// All files share one Trino and one moto, so they run one after the other.
export default defineConfig({
  test: {
    include: ['test/athena/**/*.test.ts'],
    globalSetup: ['test/athena/services/setup.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
  },
});
