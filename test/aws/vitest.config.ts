import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/aws/**/*.test.ts'],
    globalSetup: ['test/aws/global-setup.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    // all files share one deployed stack and its queues
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
