import type { ExitCode } from '../errors.ts';
import type { S3Settings } from '../options/s3.ts';
import type { ServeRequest } from './running.ts';

/** A server over the lake of a stack. */
export interface StackServeRequest extends ServeRequest {
  readonly stack: string;
  readonly aws: S3Settings;
}

/** Serves the lake of a stack until a signal. */
export const serveStack = async (_request: StackServeRequest): Promise<ExitCode> => {
  throw new Error('not yet');
};
