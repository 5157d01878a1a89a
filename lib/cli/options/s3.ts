// --no-sign-request, with --region and --endpoint-url.

import { type Command, Option } from 'commander';
import { AWS_GROUP, type AwsOptions, type AwsSettings, awsSettings, withAwsOptions } from './aws.ts';

/** The options of verbs that read from S3. */
export interface S3Options extends AwsOptions {
  readonly signRequest?: boolean;
}

/** Adds the options of verbs that read from S3; they have the names that the AWS CLI uses. */
export const withS3Options = (command: Command): Command =>
  withAwsOptions(command).addOption(
    new Option('--no-sign-request', 'read public buckets without credentials').helpGroup(AWS_GROUP),
  );

/** The configuration of S3 clients. */
export interface S3Settings extends AwsSettings {
  /** Requests are not signed. */
  readonly anonymous: boolean;
}

/** The settings that result from the options and the environment. Throws {@link UsageError}. */
export function s3Settings(options: S3Options): S3Settings {
  const settings = awsSettings(options);
  const endpoint = settings.endpoint ?? defaultEndpoint();
  return {
    ...settings,
    ...(endpoint !== undefined && { endpoint }),
    anonymous: options.signRequest === false,
  };
}

/** The SDK reads these variables too, but would not put the bucket into the path, which most other servers need. */
const defaultEndpoint = (): string | undefined =>
  process.env['AWS_ENDPOINT_URL_S3'] || process.env['AWS_ENDPOINT_URL'] || undefined;
