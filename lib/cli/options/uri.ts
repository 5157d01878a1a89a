import { UsageError } from '../errors.ts';

/** A bucket, and a key or the prefix of keys; '' for all keys. */
export interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

/** Whether an argument names something in S3 rather than a local path. */
export const isS3 = (argument: string): boolean => /^s3:/i.test(argument);

/** Bytes in the longest key. Source: Amazon S3 User Guide, "Naming Amazon S3 objects". */
const LONGEST_KEY = 1024;

/**
 * Parses `s3://BUCKET/KEY`. The key is taken as it is: nothing is percent-decoded, and a leading `/` and `//` are part
 * of it. Throws {@link UsageError}.
 */
export function s3Uri(argument: string): S3Uri {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(argument) ?? [];
  if (bucket === '') throw new UsageError(`${argument}: write S3 URIs as s3://BUCKET/PREFIX`);
  if (bucket.startsWith('arn:'))
    throw new UsageError(`${argument}: name an access point by its alias, s3://ALIAS/PREFIX, not by its ARN`);
  // bucket names on AWS are shorter and in lower case; other servers allow more
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(bucket))
    throw new UsageError(`${argument}: ${bucket} is not a valid bucket name`);
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw new UsageError(`${argument}: a key has at most ${LONGEST_KEY} bytes`);
  return { bucket, key };
}
