import type { OnProgress } from '../../engines/cache/update.ts';
import type { Lake } from '../../engines/duckdb/open-lake.ts';
import { activity, progressLine, withProgress } from './progress.ts';

/** Opens a lake, and shows how many of its objects have been loaded into its cache. */
export function openingLake(open: (onProgress: OnProgress) => Promise<Lake>): Promise<Lake> {
  let loaded: Parameters<OnProgress> | undefined;
  return withProgress(
    (seconds) =>
      loaded === undefined || loaded[0] === loaded[1]
        ? activity('opening the lake')(seconds)
        : progressLine('lake objects loaded into the cache', ...loaded, seconds),
    () =>
      open((...counts) => {
        loaded = counts;
      }),
  );
}
