import { UsageError } from '../errors.ts';
import { userPath } from './paths.ts';
import { isS3 } from './uri.ts';

/** The option of every verb that needs a lake. */
export const LAKE_OPTION = [
  '--lake <dir>',
  "the lake's folder (default: FITS_LAKE, otherwise ./fits-lake)",
] as const;

/** The lake's folder, absolute: `--lake`, otherwise FITS_LAKE, otherwise `./fits-lake`. Throws {@link UsageError}. */
export function lakeFolder(option: string | undefined): string {
  const folder = option ?? (process.env['FITS_LAKE'] || 'fits-lake');
  if (isS3(folder))
    throw new UsageError(
      `${folder}: the lake must be a local folder; to read files from a bucket into it: fits-datalake ingest ${folder}`,
    );
  return userPath(folder);
}
