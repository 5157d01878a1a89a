import { LISTING_PAGE } from '../limits.ts';
import { FREE_CATALOG_OBJECTS } from '../prices.ts';
import { crawlsPerMonth, crawlUse } from './crawl.ts';
import type { LakeSize } from './lake.ts';
import { scanUse } from './question.ts';
import { MEMORY_GB } from './run.ts';
import { times, total, type Use } from './use.ts';

// The FITS data lake of aws-samples, in Python: it downloads every file, reads it with astropy, and crawls every 15 minutes.

/** Bytes that its downloads request at once: the default of boto3. */
const PART_BYTES = 8 * 1024 ** 2;

/** Bytes per second that a function with one CPU downloads. AWS does not publish it: this is an assumption. */
const DOWNLOAD_RATE = 75e6;

/** Seconds that astropy takes for a card, measured with astropy 7 on two cores of a server: 47 ms for 429 cards. */
const ASTROPY_SECONDS = 1.1e-4;

/** Bytes of a line of its CSV, which is not compressed, and has a bucket and a key of usual lengths. */
export const LINE_BYTES = 81;

/** What it uses for files of so many bytes: all copied onto themselves, because that is how it reads old files. */
export function predecessorRead({ files, cards }: LakeSize, fileBytes: number): Use {
  const seconds = fileBytes / DOWNLOAD_RATE + cards * ASTROPY_SECONDS;
  return times(files, {
    // a copy, and the CSV
    s3Put: 2,
    // a HEAD, and the parts
    s3Get: 1 + Math.ceil(fileBytes / PART_BYTES),
    lambdaRequest: 1,
    lambdaX86GbSecond: seconds * MEMORY_GB,
  });
}

/** What its crawler uses in a month, at least: it lists the whole lake every time. */
export const predecessorCrawls = ({ files }: LakeSize): Use =>
  times(crawlsPerMonth(15), {
    ...crawlUse({ objects: 0, folders: 0 }),
    s3List: Math.ceil(files / LISTING_PAGE),
  });

/** What it keeps: uncompressed CSV, and a partition for each file. */
export const predecessorMonth = (lake: LakeSize): Use =>
  total({
    s3ByteMonth: csvBytes(lake),
    catalogObjectMonth: Math.max(0, lake.files - FREE_CATALOG_OBJECTS),
  });

/** What a question uses. */
export const predecessorQuestion = (lake: LakeSize): Use => ({
  ...scanUse(csvBytes(lake), lake.files),
  // one partition per file: each folder is listed for itself
  s3List: lake.files,
});

const csvBytes = ({ files, cards }: LakeSize): number => files * cards * LINE_BYTES;
