import { NoLake } from '../../engines/duckdb/open-lake.ts';
import { QueryRefused } from '../../engines/query-refused.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { RunFailed } from '../errors.ts';
import { printable } from './output.ts';
import { refusalText } from './refusals.ts';

/** Turns the errors of opening and querying a local lake into {@link RunFailed}; returns other errors unchanged. */
export function lakeFailure(error: unknown): unknown {
  if (error instanceof QueryRefused) return new RunFailed(printable(refusalText(error, 'lake')));
  if (error instanceof LinkInLake) return new RunFailed(error.message);
  if (error instanceof NoLake)
    return new RunFailed(
      `${error.message} (the lake's folder is --lake, otherwise FITS_LAKE, otherwise ./fits-lake); to fill it: ` +
        `fits-datalake ingest --lake ${error.folder} FOLDER`,
    );
  return error;
}
