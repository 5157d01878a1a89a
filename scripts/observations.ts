// npm run observations -- FOLDER: counts what is derived from the FITS files of a folder, and from which keywords, as JSON. With
// --write, the counts become those of docs/reference/observations.md (then run `npm run docs`).
import { writeFileSync } from 'node:fs';
import { countObservations } from './observations/count.ts';
import { COUNTS } from './observations/counts.ts';

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
if (folder === undefined) {
  console.error('usage: npm run observations -- FOLDER [--write]');
  process.exitCode = 2;
} else {
  const json = `${JSON.stringify(await countObservations(folder), null, 2)}\n`;
  if (process.argv.includes('--write')) writeFileSync(COUNTS, json);
  else console.log(json);
}
