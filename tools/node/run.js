// `node tools/node/run.js PROGRAM ...` runs a program of this checkout with Node 24. The scripts of package.json do so: npm 10
// takes `node` out of node_modules/.bin again when it drops the packages of other platforms.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from '../../bin/launch.js';

const [program, ...args] = process.argv.slice(2);
await launch(pathToFileURL(resolve(program)), args);
