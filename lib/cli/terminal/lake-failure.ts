import { NoLake } from '../../engines/duckdb/open-lake.ts';
import { NoRoomToLoad, type Room } from '../../engines/loading/no-room-to-load.ts';
import { QueryRefused } from '../../engines/query-refused.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { RunFailed } from '../errors.ts';
import { printable } from './output.ts';
import { refusalText } from './refusals.ts';

const ROOM_ADVICE: Readonly<Record<Room, string>> = {
  memory: 'allow more with --memory SIZE or FITS_MEMORY',
  'temp-space': 'free space on the disk of the cache, or set FITS_CACHE to a folder on another disk',
};

/** Turns the errors of opening and querying a local lake into {@link RunFailed}; returns other errors unchanged. */
export function lakeFailure(error: unknown): unknown {
  if (error instanceof NoRoomToLoad)
    return new RunFailed(printable(`${error.message}; ${ROOM_ADVICE[error.room]}`));
  if (error instanceof QueryRefused) return new RunFailed(printable(refusalText(error, 'lake')));
  if (error instanceof LinkInLake) return new RunFailed(error.message);
  if (error instanceof NoLake)
    return new RunFailed(
      `${error.message} (the lake's folder is --lake, otherwise FITS_LAKE, otherwise ./fits-lake); to fill it: ` +
        `fits-datalake ingest --lake ${error.folder} FOLDER`,
    );
  return error;
}
