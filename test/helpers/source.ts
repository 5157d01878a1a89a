import { DeleteObjectCommand, PutObjectCommand, type StorageClass } from '@aws-sdk/client-s3';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { SOURCE } from './deployed.ts';

// changes that users make to a source bucket

const client = s3Client();

interface PutOptions {
  readonly bucket?: string;
  readonly storageClass?: StorageClass;
}

/** Writes an object to the source bucket of the shared stack, or to another one. */
export const putObject = (
  key: string,
  body: Uint8Array,
  { bucket = SOURCE, storageClass }: PutOptions = {},
) =>
  client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ...(storageClass && { StorageClass: storageClass }),
    }),
  );

interface DeleteOptions {
  readonly bucket?: string;
  readonly version?: string | undefined;
}

/** Deletes an object, or one version of it. */
export const deleteObject = (key: string, { bucket = SOURCE, version }: DeleteOptions = {}) =>
  client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(version && { VersionId: version }) }));
