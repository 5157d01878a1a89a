import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  PutBucketVersioningCommand,
  RestoreObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { deployed, SOURCE } from '../helpers/deployed.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { deleteObject, putObject } from '../helpers/source.ts';

const client = s3Client();
const M31 = primary([], ["OBJECT  = 'M31'"]);
const M33 = Buffer.concat([primary([], ["OBJECT  = 'M33'"]), image()]);

const fresh = (key: string, bytes: Uint8Array) => freshContents(new Map([[key, bytes]]));

it('follows a file that is written, overwritten, deleted and written again', async () => {
  const stack = await deployed();
  const key = 'changes/a.fits';
  for (const bytes of [M31, M33, undefined, M31]) {
    await (bytes ? putObject(key, bytes) : deleteObject(key));
    await stack.expectContents(key, bytes ? await fresh(key, bytes) : new Map([[key, REMOVED]]));
  }
});

it('adds a file that is copied', async () => {
  const stack = await deployed();
  await putObject('changes/original.fits', M33);
  const key = 'changes/copy.fits';
  await client.send(
    new CopyObjectCommand({ Bucket: SOURCE, Key: key, CopySource: `${SOURCE}/changes/original.fits` }),
  );
  await stack.expectContents(key, await fresh(key, M33));
});

it('adds a file that is uploaded in parts, with its second HDU in the second part', async () => {
  const stack = await deployed();
  const [Bucket, Key] = [SOURCE, 'changes/parts.fits'];
  const parts = [
    Buffer.concat([primary([-32, 1200, 1200], ["OBJECT  = 'M31'"]), data(4 * 1200 * 1200)]),
    image([], ["EXTNAME = 'SCI'"]),
  ];
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts = [];
  for (const [i, Body] of parts.entries()) {
    const part = { Bucket, Key, UploadId, PartNumber: i + 1, Body };
    const { ETag } = await client.send(new UploadPartCommand(part));
    Parts.push({ ETag, PartNumber: i + 1 });
  }
  const whole = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
  await client.send(new CompleteMultipartUploadCommand(whole));
  await stack.expectContents(Key, await fresh(Key, Buffer.concat(parts)));
});

it('removes a file that gets a delete marker, and adds it when the marker is deleted', async () => {
  const stack = await deployed();
  const setVersioning = (Status: 'Enabled' | 'Suspended') =>
    client.send(new PutBucketVersioningCommand({ Bucket: SOURCE, VersioningConfiguration: { Status } }));
  await setVersioning('Enabled');
  try {
    const key = 'changes/versions.fits';
    await putObject(key, M33);
    await putObject(key, M31);
    await stack.expectContents(key, await fresh(key, M31));
    const { VersionId: marker } = await deleteObject(key);
    await stack.expectContents(key, new Map([[key, REMOVED]]));
    await deleteObject(key, { version: marker });
    await stack.expectContents(key, await fresh(key, M31));
  } finally {
    await setVersioning('Suspended');
  }
});

it('records a fault for an archived file, and reads it after it is restored', async () => {
  const stack = await deployed();
  const key = 'changes/archived.fits';
  await putObject(key, M31, { storageClass: 'GLACIER' });
  await expect
    .poll(async () => (await stack.contents(key)).get(key), { timeout: 240_000 })
    .toContain('archived');
  await client.send(new RestoreObjectCommand({ Bucket: SOURCE, Key: key, RestoreRequest: { Days: 1 } }));
  await stack.expectContents(key, await fresh(key, M31));
});

it('keeps the rows of a file that is archived later', async () => {
  const stack = await deployed();
  const key = 'changes/moved.fits';
  await putObject(key, M31);
  await stack.expectContents(key, await fresh(key, M31));
  await putObject(key, M31, { storageClass: 'DEEP_ARCHIVE' });
  // when the lake has the rows of this file, both events have been processed
  await putObject('changes/moved-after.fits', M33);
  await stack.expectContents('changes/moved-after.fits', await fresh('changes/moved-after.fits', M33));
  await stack.expectContents(key, await fresh(key, M31));
});
