// npm run samples [-- FOLDER]: writes the sample files of fits_data/, or the same files into another folder.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { catalogue } from './samples/catalogue.ts';
import { echo } from './samples/echo.ts';
import type { Sample } from './samples/hdu.ts';
import { meridian } from './samples/meridian.ts';
import { plates } from './samples/plates.ts';
import { radio } from './samples/radio.ts';
import { space } from './samples/space.ts';
import { spectra } from './samples/spectra.ts';
import { sun } from './samples/sun.ts';
import { survey } from './samples/survey.ts';
import { wide8 } from './samples/wide8.ts';

/** One maker per collection, with the name of its folder. */
const MAKERS = [catalogue, echo, meridian, plates, radio, space, spectra, sun, survey, wide8];

/** Every sample in fits_data/; the same bytes on every call. */
export const samples = (): Sample[] => MAKERS.flatMap((make) => make());

/** Writes the samples below `folder`. Other files there are not touched. */
export async function writeSamples(folder: string): Promise<void> {
  for (const { path, bytes } of samples()) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

if (import.meta.main) await writeSamples(process.argv[2] ?? join(import.meta.dirname, '../fits_data'));
