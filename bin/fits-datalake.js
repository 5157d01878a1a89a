#!/usr/bin/env node
// What users run, in a checkout and from the npm package: starts the command line with Node 24 or newer.

import { launch } from './launch.js';

await launch(new URL('./fits-datalake.ts', import.meta.url));
