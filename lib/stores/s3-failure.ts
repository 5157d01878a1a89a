import { STATUS_CODES } from 'node:http';
import { StoreFailure } from './store.ts';

/** A successful response lacks something that S3 always sends. */
export class NotS3 extends Error {
  override readonly name = 'NotS3';
  constructor() {
    super('the server does not respond like S3');
  }
}

/** The HTTP status of an error that the SDK throws. */
export const statusOf = (error: unknown): number | undefined =>
  isObject(error) && isObject(error['$metadata']) && typeof error['$metadata']['httpStatusCode'] === 'number'
    ? error['$metadata']['httpStatusCode']
    : undefined;

/** S3's code for an error, such as `NoSuchKey`. */
export const codeOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** The StoreFailure for a failed request: it says nothing about the object. */
export function failureOf(bucket: string, key: string, error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const where = `s3://${bucket}/${key}`;
  const status = statusOf(error);
  const code = codeOf(error);
  // responses to HEAD have no body, and so no message
  if (status !== undefined && (!(error instanceof Error) || /^(?:Unknown(?:Error)?|)$/.test(error.message))) {
    return new StoreFailure(
      where,
      new Error(`${STATUS_CODES[status] ?? code} (HTTP ${status})`, { cause: error }),
    );
  }
  return new StoreFailure(where, error);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
