import { UsageError } from '../errors.ts';
import { userPath } from './paths.ts';
import { isS3 } from './s3-uri.ts';

/** The lake's folder: `--lake`, else FITS_LAKE, else `./fits-lake`. Throws {@link UsageError}. */
export function lakeFolder(option: string | undefined): string {
  const typed = option ?? (process.env['FITS_LAKE'] || 'fits-lake');
  if (isS3(typed))
    throw new UsageError(`${typed}: the lake is a folder of this machine; buckets are what it is made from`);
  return userPath(typed);
}
