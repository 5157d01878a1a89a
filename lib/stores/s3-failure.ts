import { STATUS_CODES } from 'node:http';
import { StoreFailure } from './store.ts';

/** An answer with a status of success, in which that is missing which S3 always says. */
export class NotS3 extends Error {
  override readonly name = 'NotS3';
  constructor() {
    super('the server does not answer as S3 does');
  }
}

/** The HTTP status of an answer that the SDK throws. */
export const statusOf = (error: unknown): number | undefined =>
  isObject(error) && isObject(error['$metadata']) && typeof error['$metadata']['httpStatusCode'] === 'number'
    ? error['$metadata']['httpStatusCode']
    : undefined;

/** S3's code of an error, such as `NoSuchKey`. */
export const codeOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** What a request that failed says: of the object nothing, of the store that it could not answer. */
export function failureOf(bucket: string, key: string, error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const where = `s3://${bucket}/${key}`;
  const status = statusOf(error);
  const code = codeOf(error);
  // answers to HEAD have no body, and so no message
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
