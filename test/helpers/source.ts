import { DeleteObjectCommand, PutObjectCommand, type StorageClass } from '@aws-sdk/client-s3';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { SOURCE } from './deployed.ts';

// what users do to the source bucket of the deployed stack

const client = s3Client();

export const putObject = (
  key: string,
  body: Uint8Array,
  { bucket = SOURCE, storageClass }: { bucket?: string; storageClass?: StorageClass } = {},
) =>
  client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ...(storageClass && { StorageClass: storageClass }),
    }),
  );

export const deleteObject = (key: string, bucket = SOURCE) =>
  client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
