#!/usr/bin/env node
import { launch } from './launch.js';

await launch(new URL('./fits-datalake.ts', import.meta.url));
