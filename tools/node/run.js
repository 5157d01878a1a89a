// `node tools/node/run.js PROGRAM ...` runs a program of this checkout with Node 24. The scripts of package.json do so: npm 10
// takes `node` out of node_modules/.bin again when it drops the packages of other platforms.
import { launchProcess } from '../../bin/launch.js';

launchProcess(process.argv.slice(2));
