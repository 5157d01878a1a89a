import { Readable } from 'node:stream';
import { type GetObjectCommandOutput, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { s3Store } from '../../lib/stores/s3.ts';
import type { Store } from '../../lib/stores/store.ts';
import { mockClass } from './mock-client.ts';

// Responses of S3 that an emulator cannot give. The contract of stores is tested on an emulator, in test/aws.

/** Mocks all S3 clients, such as that of {@link mockedStore}, until the tests of the file are over. */
export const mockS3 = () => mockClass(S3Client);

/** The bucket `archive`. */
export const mockedStore = (owner?: string): Store =>
  s3Store({
    client: new S3Client({ region: 'us-east-1' }),
    bucket: 'archive',
    ...(owner !== undefined && { owner }),
  });

/** An error that the SDK throws. */
export const refusal = (status: number, code: string, more: object = {}): S3ServiceException =>
  Object.assign(
    new S3ServiceException({
      name: code,
      message: code,
      $fault: 'client',
      $metadata: { httpStatusCode: status },
    }),
    more,
  );

/** The response to a ranged read of an object of 1,000 bytes. */
export const part = (content: string, more: object = {}): Partial<GetObjectCommandOutput> => ({
  Body: Readable.from([Buffer.from(content)]) as unknown as NonNullable<GetObjectCommandOutput['Body']>,
  ContentLength: content.length,
  ContentRange: `bytes 0-${content.length - 1}/1000`,
  ETag: '"abc-2"',
  LastModified: new Date('2026-11-24T01:02:03Z'),
  ...more,
});

/** What a promise is rejected with. */
export const reasonOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error) => error,
  );
