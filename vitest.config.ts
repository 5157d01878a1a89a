import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // they need Python or Java: npm run test:aws, npm run test:athena
    exclude: ['test/aws/**', 'test/athena/**'],
    setupFiles: ['test/helpers/own-cache.ts'],
    // a busy machine is slow, and must not fail a test
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: '100%',
  },
});
