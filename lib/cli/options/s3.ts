import type { Command } from 'commander';
import { type AwsOptions, type AwsSettings, awsSettings, withAwsOptions } from './aws.ts';

/** What the options say of how S3 is asked. */
export interface S3Options extends AwsOptions {
  readonly signRequest?: boolean;
}

/** The options of verbs that read from S3: those of the aws command line. */
export const withS3Options = (command: Command): Command =>
  withAwsOptions(command).option('--no-sign-request', 'ask public buckets, without credentials');

export interface S3Settings extends AwsSettings {
  /** Requests are not signed. */
  readonly anonymous: boolean;
}

/** How S3 is asked. Throws UsageError. */
export function s3Settings(options: S3Options): S3Settings {
  const settings = awsSettings(options);
  const endpoint = settings.endpoint ?? endpointOfEnvironment();
  return {
    ...settings,
    ...(endpoint !== undefined && { endpoint }),
    anonymous: options.signRequest === false,
  };
}

/** The SDK would find it by itself, but not know that the bucket goes into the path there. */
const endpointOfEnvironment = (): string | undefined =>
  process.env['AWS_ENDPOINT_URL_S3'] || process.env['AWS_ENDPOINT_URL'] || undefined;
