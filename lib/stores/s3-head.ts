import type { _Object, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Head, Listed } from './store.ts';

/** S3 writes ETags as HTTP does, in quotes; rows and listings hold them without. */
export const unquoted = (etag = ''): string => etag.replace(/^"(.*)"$/s, '$1');

export const quoted = (etag: string): string => `"${etag}"`;

/** Bytes of the whole object, of an answer that holds a part: `bytes 0-99/1234`. */
export const sizeOf = ({ ContentRange, ContentLength = 0 }: Part): number =>
  ContentRange === undefined ? ContentLength : Number(ContentRange.slice(ContentRange.lastIndexOf('/') + 1));

interface Part {
  readonly ContentRange?: string | undefined;
  readonly ContentLength?: number | undefined;
}

type HeadFields = Pick<
  HeadObjectCommandOutput,
  'ContentLength' | 'ETag' | 'LastModified' | 'Metadata' | 'VersionId' | 'StorageClass' | 'Restore'
>;

/** An object's head, from the answer to a HEAD or GET. */
export function headOf(
  key: string,
  {
    ContentLength = 0,
    ETag,
    LastModified,
    Metadata = {},
    VersionId,
    ...rest
  }: HeadFields & {
    readonly ArchiveStatus?: HeadObjectCommandOutput['ArchiveStatus'];
  },
): Head {
  const archived = archivedAs(rest);
  return {
    key,
    size: ContentLength,
    etag: unquoted(ETag),
    lastModified: LastModified ?? new Date(0),
    metadata: Metadata,
    // `null` is what a bucket gives that keeps no versions any more
    ...(VersionId !== undefined && VersionId !== 'null' && { versionId: VersionId }),
    ...(archived !== undefined && { archived }),
  };
}

/**
 * The class of an object that must be restored before it can be read. One that was restored is readable for a
 * while, and keeps its class. Source: HeadObject, x-amz-restore, x-amz-archive-status.
 */
function archivedAs({
  StorageClass,
  Restore,
  ArchiveStatus,
}: Pick<HeadObjectCommandOutput, 'StorageClass' | 'Restore' | 'ArchiveStatus'>): string | undefined {
  if (ArchiveStatus !== undefined) return ArchiveStatus;
  if (StorageClass !== 'GLACIER' && StorageClass !== 'DEEP_ARCHIVE') return undefined;
  return Restore?.includes('ongoing-request="false"') ? undefined : StorageClass;
}

/**
 * An object of a listing; times in whole seconds, as heads have them.
 *
 * @param encoding how keys are written: some servers take no notice of a wish for `url`, and do not name it then
 */
export const listedOf = (
  { Key = '', Size = 0, ETag, LastModified }: _Object,
  encoding: string | undefined,
): Listed => ({
  key: encoding === 'url' ? decodeURIComponent(Key.replaceAll('+', ' ')) : Key,
  size: Size,
  etag: unquoted(ETag),
  lastModified: new Date(Math.floor((LastModified?.getTime() ?? 0) / 1000) * 1000),
});
