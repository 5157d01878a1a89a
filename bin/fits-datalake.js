#!/usr/bin/env node
// The door for any node: the program itself is TypeScript, which Node 24 runs as it is. npm's package
// `node` brings that Node for `npm start` and `npx`.
import { enableCompileCache } from 'node:module';

if (process.features.typescript) {
  enableCompileCache?.();
  await import('./fits-datalake.ts');
} else {
  console.error(
    `fits-datalake needs Node 24, and this is ${process.version}: npm's package "node" would bring it, but its ` +
      'install script was not allowed to run. Cure: npm rebuild node --foreground-scripts ' +
      '(or install Node 24), then call it by npm start or npx fits-datalake.',
  );
  process.exitCode = 1;
}
