import type { Command } from 'commander';
import { UsageError } from '../errors.ts';

/** What the options say of where AWS is asked. */
export interface AwsOptions {
  readonly region?: string;
  readonly endpointUrl?: string;
}

/** The options that every verb has which asks AWS. Credentials are found as AWS's own tools find them. */
export const withAwsOptions = (command: Command): Command =>
  command
    .option('--region <region>', "the AWS region (default: AWS_REGION, else the profile's)")
    .option('--endpoint-url <url>', 'another server than AWS, such as an S3 server of your own');

/** What a client of AWS is made with. */
export interface AwsSettings {
  /** Undefined: as the SDK finds it, by AWS_REGION or the profile. */
  readonly region?: string;
  readonly endpoint?: string;
}

/** Where AWS is asked. Throws {@link UsageError}. */
export function awsSettings({ region, endpointUrl }: AwsOptions): AwsSettings {
  if (endpointUrl !== undefined && !isHttp(endpointUrl))
    throw new UsageError(`--endpoint-url ${endpointUrl}: a URL with http:// or https:// is needed`);
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region))
    throw new UsageError(`--region ${region}: a region is named like eu-central-1`);
  const named = region ?? regionOfEnvironment();
  return {
    ...(named !== undefined && { region: named }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  };
}

/** The AWS CLI's users set AWS_DEFAULT_REGION, which the SDK does not know. */
const regionOfEnvironment = (): string | undefined =>
  process.env['AWS_REGION'] ? undefined : process.env['AWS_DEFAULT_REGION'] || undefined;

const isHttp = (url: string): boolean => /^https?:$/.test(URL.parse(url)?.protocol ?? '');
