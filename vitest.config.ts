import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // they need Python or Java: npm run test:aws, npm run test:athena
    exclude: ['test/aws/**', 'test/athena/**'],
    testTimeout: 60_000,
    maxWorkers: '100%',
  },
});
