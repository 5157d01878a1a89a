import type { _Object, HeadObjectCommandOutput, StorageClass } from '@aws-sdk/client-s3';
import type { Head, Listed } from './store.ts';

// Conversions from the responses of S3 to the heads and listings of a store.

/** An ETag without the quotes that S3 and HTTP write around it. */
export const unquoted = (etag = ''): string => etag.replace(/^"(.*)"$/s, '$1');

/** An ETag with quotes, as requests need it. */
export const quoted = (etag: string): string => `"${etag}"`;

/** Bytes of the whole object, from a response with a range of it: `bytes 0-99/1234`. */
export const sizeOf = ({ ContentRange, ContentLength = 0 }: Part): number =>
  ContentRange === undefined ? ContentLength : Number(ContentRange.slice(ContentRange.lastIndexOf('/') + 1));

interface Part {
  readonly ContentRange?: string | undefined;
  readonly ContentLength?: number | undefined;
}

/** What the responses to HEAD and GET have in common, as the SDK names it. */
export interface ResponseFields
  extends Pick<
    HeadObjectCommandOutput,
    'ContentLength' | 'ETag' | 'LastModified' | 'Metadata' | 'VersionId' | 'StorageClass' | 'Restore'
  > {
  readonly ContentRange?: string | undefined;
}

/** The fields of a response, from its HTTP headers. Source: Amazon S3 API Reference, GetObject, "Response Syntax". */
export function fieldsOf(headers: Readonly<Record<string, string>>): ResponseFields {
  const modified = headers['last-modified'];
  return {
    ContentLength: Number(headers['content-length']),
    ContentRange: headers['content-range'],
    ETag: headers['etag'],
    LastModified: modified === undefined ? undefined : new Date(modified),
    Metadata: metadataOf(headers),
    VersionId: headers['x-amz-version-id'],
    StorageClass: headers['x-amz-storage-class'] as StorageClass | undefined,
    Restore: headers['x-amz-restore'],
  };
}

const METADATA = 'x-amz-meta-';

function metadataOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const name in headers)
    if (name.startsWith(METADATA)) metadata[name.slice(METADATA.length)] = headers[name] ?? '';
  return metadata;
}

/** An object's head, from the response to a HEAD or GET. */
export function headOf(
  key: string,
  {
    ContentLength = 0,
    ETag,
    LastModified,
    Metadata = {},
    VersionId,
    ...rest
  }: ResponseFields & {
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
    // the version id is `null` if the bucket's versioning is suspended
    ...(VersionId !== undefined && VersionId !== 'null' && { versionId: VersionId }),
    ...(archived !== undefined && { archived }),
  };
}

/**
 * The storage class of an object that must be restored before it can be read. A restored object is readable for some time,
 * and keeps its class. Source: Amazon S3 API Reference, HeadObject, x-amz-restore, x-amz-archive-status.
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
 * An object of a listing, with its time in whole seconds, as in heads.
 *
 * @param encoding the encoding of keys that the server states: some servers ignore that `url` was requested
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
