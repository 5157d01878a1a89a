import { defineConfig } from 'vitest/config';

// One Trino and one moto answer all tests, so one file runs after the other.
export default defineConfig({
  test: {
    include: ['test/athena/**/*.test.ts'],
    globalSetup: ['test/athena/rig/setup.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
  },
});
