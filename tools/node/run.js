// `node tools/node/run.js PROGRAM ...` runs a program of this checkout with Node 24. The scripts in package.json use it,
// because npm 10 removes `node` from node_modules/.bin when it drops the packages of other platforms.
import { launchProcess } from '../../bin/launch.js';

await launchProcess(process.argv.slice(2));
