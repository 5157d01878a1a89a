// loads the AWS SDK: only where a stack is asked

import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { HEADERS } from '../../lake/naming.ts';
import { PARTITION_KEY } from '../../lake/table.ts';

/** The folders of a lake that should be partitions, as S3 lists them: a thousand per request, whatever they contain. */
export async function lakeFolders(client: S3Client, bucket: string): Promise<string[]> {
  const folders: string[] = [];
  const asked = { Bucket: bucket, Prefix: HEADERS, Delimiter: '/', EncodingType: 'url' as const };
  for await (const { CommonPrefixes = [], EncodingType } of paginateListObjectsV2({ client }, asked)) {
    for (const { Prefix = '' } of CommonPrefixes) {
      const folder = EncodingType === 'url' ? decodeURIComponent(Prefix.replaceAll('+', ' ')) : Prefix;
      if (folder.startsWith(`${HEADERS}${PARTITION_KEY}=`)) folders.push(folder);
    }
  }
  return folders;
}
