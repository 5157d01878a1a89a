// --region and --endpoint-url.

import { type Command, Option } from 'commander';
import { UsageError } from '../errors.ts';

/** The options that select a region, or a server other than AWS. */
export interface AwsOptions {
  readonly region?: string;
  readonly endpointUrl?: string;
}

/** The heading of AWS options in the help. */
export const AWS_GROUP = 'AWS:';

/** Adds the options of every verb that uses AWS. Credentials are found as the AWS CLI finds them. */
export const withAwsOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--region <region>',
        "the AWS region (default: AWS_REGION, otherwise the profile's region)",
      ).helpGroup(AWS_GROUP),
    )
    .addOption(
      new Option(
        '--endpoint-url <url>',
        'send requests to this server instead of AWS, such as your own S3 server',
      ).helpGroup(AWS_GROUP),
    );

/** The configuration of AWS clients. */
export interface AwsSettings {
  /** If undefined, the SDK finds it: in AWS_REGION or the profile. */
  readonly region?: string;
  readonly endpoint?: string;
}

/** The settings that result from the options and the environment. Throws {@link UsageError}. */
export function awsSettings({ region, endpointUrl }: AwsOptions): AwsSettings {
  if (endpointUrl !== undefined && !isHttp(endpointUrl))
    throw new UsageError(`--endpoint-url ${endpointUrl}: must be a URL that begins with http:// or https://`);
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region))
    throw new UsageError(`--region ${region}: not a region; regions have names like eu-central-1`);
  const chosen = region ?? defaultRegion();
  return {
    ...(chosen !== undefined && { region: chosen }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  };
}

/** AWS_DEFAULT_REGION, which the AWS CLI reads and the SDK does not. */
const defaultRegion = (): string | undefined =>
  process.env['AWS_REGION'] ? undefined : process.env['AWS_DEFAULT_REGION'] || undefined;

const isHttp = (url: string): boolean => /^https?:$/.test(URL.parse(url)?.protocol ?? '');
