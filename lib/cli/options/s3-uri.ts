import { UsageError } from '../errors.ts';

/** A bucket, and a key of it or how keys begin: '' for all. */
export interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

/** Whether a user means S3 rather than a path of this machine. */
export const isS3 = (typed: string): boolean => /^s3:/i.test(typed);

/**
 * Reads `s3://BUCKET/KEY`. The key is taken as it is: nothing is percent-decoded, and `//` or a `/` at its
 * beginning belong to it. Throws {@link UsageError}.
 */
export function s3Uri(typed: string): S3Uri {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(typed) ?? [];
  if (bucket === '') throw new UsageError(`${typed}: S3 is named like s3://BUCKET/PREFIX`);
  if (bucket.startsWith('arn:'))
    throw new UsageError(
      `${typed}: an access point is named by its alias, s3://ALIAS/PREFIX, not by its ARN`,
    );
  // AWS's own are shorter and in lower case; other servers take more
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(bucket))
    throw new UsageError(`${typed}: ${bucket} is not a bucket's name`);
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw new UsageError(`${typed}: no key is longer than ${LONGEST_KEY} bytes`);
  return { bucket, key };
}

const LONGEST_KEY = 1024;
