// status --stack: the folders of the lake, to compare with the partitions of the catalog.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { HEADERS } from '../../lake/naming.ts';
import { PARTITION_KEY } from '../../lake/table.ts';

/**
 * Lists the folders of a lake that should be partitions. S3 returns a thousand of them per request, however many objects
 * they contain. Source: ListObjectsV2, Delimiter.
 */
export async function lakeFolders(client: S3Client, bucket: string): Promise<string[]> {
  const folders: string[] = [];
  const request = { Bucket: bucket, Prefix: HEADERS, Delimiter: '/', EncodingType: 'url' as const };
  for await (const { CommonPrefixes = [], EncodingType } of paginateListObjectsV2({ client }, request)) {
    for (const { Prefix = '' } of CommonPrefixes) {
      const folder = EncodingType === 'url' ? decodeURIComponent(Prefix.replaceAll('+', ' ')) : Prefix;
      if (folder.startsWith(`${HEADERS}${PARTITION_KEY}=`)) folders.push(folder);
    }
  }
  return folders;
}
