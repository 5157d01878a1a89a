import { userPath } from './paths.ts';

/** The lake's folder: `--lake`, else FITS_LAKE, else `./fits-lake`. */
export const lakeFolder = (option: string | undefined): string =>
  userPath(option ?? (process.env['FITS_LAKE'] || 'fits-lake'));
