import { PRICE } from './prices.ts';

const BATCH = 300;
/** Objects of a page of a listing. */
export const PAGE = 1000;
/** Objects that one copy of the function begins in a second, at most; `npm run bench` measures it. */
const PACE = 150;
/** Seconds that a batch takes besides, and GB of the function's memory. */
const START = 0.3;
const MEMORY = 1769 / 1024;
/** Bytes of the log for a file that is read. */
const LOG = 700;

/** Requests that an object takes: of the listing's side and of the lake's. `npm run bench` counts them. */
const NEW = { gets: 2, puts: 1 } as const;
const KNOWN = { gets: 3, puts: 0 } as const;

/** Dollars for an object that is written: the write, the crawler's event of it, a line of the log. */
const WRITTEN = PRICE.s3Put + PRICE.sqsRequest + (LOG / 1e9) * PRICE.logGb;

/** What a run takes. */
export interface Taken {
  readonly requests: number;
  readonly dollars: number;
  readonly minutes: number;
}

export interface Estimate {
  /** Where the lake knows none of the files. */
  readonly allNew: Taken;
  /** Where it knows all, and none has changed. */
  readonly allKnown: Taken;
}

/**
 * What a run over so many FITS files takes, at most and at least.
 *
 * @param listed objects below the prefix, of whatever name
 * @param concurrency batches at once
 */
export function estimate(files: number, listed: number, concurrency: number): Estimate {
  // twice: the source's objects, and the lake's
  const pages = Math.ceil(listed / PAGE) + Math.ceil(files / PAGE);
  const batches = Math.ceil(listed / BATCH) + Math.ceil(files / BATCH);
  const all = ({ gets, puts }: typeof NEW | typeof KNOWN, passes: number): Taken => {
    const seconds = (files * passes) / PACE + batches * START;
    const dollars =
      pages * PRICE.s3List +
      files * (gets * PRICE.s3Get + puts * WRITTEN) +
      seconds * (MEMORY * PRICE.lambdaGbSecond + PRICE.expressGbSecond / 16) +
      batches * (PRICE.transition + PRICE.expressRequest + PRICE.lambdaRequest);
    return {
      requests: files * (gets + puts) + pages,
      dollars,
      minutes: seconds / Math.min(concurrency, Math.max(batches, 1)) / 60,
    };
  };
  return { allNew: all(NEW, 1), allKnown: all(KNOWN, 2) };
}
