import { defineConfig } from 'vitest/config';

// vitest reads its configuration from a default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
