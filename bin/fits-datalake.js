#!/usr/bin/env node
// What users run: starts the command line with Node 24.

import { launch } from './launch.js';

await launch(new URL('./fits-datalake.ts', import.meta.url));
