// What `cdk` runs: starts the CDK app with Node 24.

import { launch } from './launch.js';

await launch(new URL('./datalake.ts', import.meta.url));
