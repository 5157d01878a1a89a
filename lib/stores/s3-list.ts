import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { Bucket } from './s3-bucket.ts';
import { NotS3 } from './s3-failure.ts';
import { listedOf } from './s3-head.ts';
import type { Listed } from './store.ts';

/** Lists the objects whose keys start with `prefix`. Source: Amazon S3 API Reference, ListObjectsV2. */
export async function* listObjects(bucket: Bucket, prefix: string): AsyncGenerator<Listed> {
  const { client, location, signal } = bucket;
  const page = (token?: string): Promise<ListObjectsV2CommandOutput> =>
    client.send(
      new ListObjectsV2Command({
        ...location,
        Prefix: prefix,
        ContinuationToken: token,
        // keys may contain characters that XML cannot
        EncodingType: 'url',
      }),
      signal && { abortSignal: signal },
    );
  try {
    let next: Promise<ListObjectsV2CommandOutput> | undefined = page();
    while (next !== undefined) {
      const response: ListObjectsV2CommandOutput = await next;
      expectComplete(response);
      // the next page is requested while this one is being used
      next = response.NextContinuationToken === undefined ? undefined : page(response.NextContinuationToken);
      next?.catch(() => {});
      for (const object of response.Contents ?? []) yield listedOf(object, response.EncodingType);
    }
  } catch (error) {
    throw bucket.failure(prefix, error);
  }
}

/**
 * Refuses a page that is not from S3 (a sign-in page, for example, would look like an empty bucket), and an incomplete one
 * without a token for the next: objects that a listing lacks would count as deleted.
 */
function expectComplete({ IsTruncated, NextContinuationToken }: ListObjectsV2CommandOutput): void {
  if (IsTruncated === undefined || (IsTruncated && !NextContinuationToken)) throw new NotS3();
}
