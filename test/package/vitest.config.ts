import { defineConfig } from 'vitest/config';

// Not a part of `npm test`: it packs the project, which writes dist/, and installs the package from the registry.
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    globalSetup: ['test/helpers/own-temporary-folder.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
