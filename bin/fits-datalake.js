#!/usr/bin/env node
// The door for any node: the program itself is TypeScript, which Node 24 runs as it is. npm's package `node`
// brings that Node along; an older one that comes in here hands over to it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const compiled = fileURLToPath(new URL('../node_modules/.cache/node-compile-cache', import.meta.url));

if (process.features.typescript) {
  modules.enableCompileCache?.(compiled);
  await import('./fits-datalake.ts');
} else if (existsSync(own) && process.execPath !== own) {
  // Ctrl-C is the program's own business
  process.on('SIGINT', () => {});
  const { status, error } = spawnSync(own, process.argv.slice(1), { stdio: 'inherit' });
  if (error) console.error(`fits-datalake: ${own}: ${error.message}`);
  process.exitCode = status ?? 1;
} else {
  console.error(
    `fits-datalake needs Node 24, and this is ${process.version}: npm's package "node" would bring it, but its ` +
      'install script was not allowed to run. Cure: npm rebuild node --foreground-scripts (or install Node 24).',
  );
  process.exitCode = 1;
}
