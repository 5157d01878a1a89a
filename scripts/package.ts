// prepack: compiles what the npm package contains into dist/: the command line with its page, the library and its types
import { rmSync, writeFileSync } from 'node:fs';
import { bundleCommandLine, bundleLibrary, writePage } from './package/bundle.ts';
import { licences } from './package/licences.ts';
import { writeTypes } from './package/types.ts';

const DIST = 'dist';

rmSync(DIST, { recursive: true, force: true });
const inputs = [
  ...(await bundleCommandLine(DIST)),
  ...(await bundleLibrary(DIST)),
  ...(await writePage(`${DIST}/page`)),
];
writeTypes(['lib/library/node.ts', 'lib/library/browser.ts'], `${DIST}/types`);
writeFileSync(`${DIST}/third-party-licenses.txt`, licences(inputs));
