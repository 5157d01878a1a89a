import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // they need Python or Java or a browser, or take long: npm run test:aws, test:athena, test:browser, test:python, test:vo,
    // test:package
    exclude: ['aws', 'athena', 'browser', 'python', 'vo/programs', 'package'].map(
      (name) => `test/${name}/**`,
    ),
    globalSetup: ['test/helpers/own-temporary-folder.ts'],
    setupFiles: ['test/helpers/own-cache.ts'],
    // a busy machine is slow, and must not fail a test
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: '100%',
    // Test files share the modules that they import, which saves a third of the time. So a file must undo what it
    // changes: mocks of AWS clients (test/helpers/mock-client.ts), spies and the environment.
    isolate: false,
    // modules that were stripped of their types in an earlier run are not stripped again
    experimental: { fsModuleCache: true },
    restoreMocks: true,
    unstubEnvs: true,
  },
});
