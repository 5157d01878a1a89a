import { launch } from './launch.js';

await launch(new URL('./datalake.ts', import.meta.url));
