import { defineConfig } from 'vitest/config';

// All files share one deployed stack on MiniStack, so they run one after the other.
export default defineConfig({
  test: {
    include: ['test/aws/**/*.test.ts'],
    globalSetup: ['test/aws/global-setup.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
