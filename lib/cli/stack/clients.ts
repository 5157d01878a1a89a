import type { AwsSettings } from '../options-aws.ts';

/** A request that AWS asks to send later is sent so often; so is one that is not answered, after milliseconds. */
const RETRIES = { maxAttempts: 6, requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 } };

// each loads its part of the SDK only when it is asked for: starting must stay quick

export const cloudFormationClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-cloudformation')).CloudFormationClient({ ...settings, ...RETRIES });

export const athenaClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-athena')).AthenaClient({ ...settings, ...RETRIES });

export const glueClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-glue')).GlueClient({ ...settings, ...RETRIES });

export const sfnClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sfn')).SFNClient({ ...settings, ...RETRIES });

export const s3Client = async (settings: AwsSettings) =>
  (await import('../../stores/s3-client.ts')).s3Client(settings);

/** Queues' URLs name AWS, also where another server is asked. */
export const sqsClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sqs')).SQSClient({
    ...settings,
    ...RETRIES,
    useQueueUrlAsEndpoint: false,
  });
