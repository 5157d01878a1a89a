import type { AwsSettings } from '../options/aws.ts';
import { refuseUnknownProfile } from '../options/aws-profile.ts';

/** A request that AWS asks to send later is sent so often; so is one that is not answered, after milliseconds. */
const RETRIES = { maxAttempts: 6, requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 } };

/** The configuration of a client. Throws RunFailed if the profile in AWS_PROFILE does not exist. */
function options(settings: AwsSettings) {
  refuseUnknownProfile();
  return { ...settings, ...RETRIES };
}

// each loads its part of the SDK only when it is asked for: starting must stay quick

export const cloudFormationClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-cloudformation')).CloudFormationClient(options(settings));

export const athenaClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-athena')).AthenaClient(options(settings));

export const glueClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-glue')).GlueClient(options(settings));

export const sfnClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sfn')).SFNClient(options(settings));

export const s3Client = async (settings: AwsSettings) => {
  refuseUnknownProfile();
  return (await import('../../stores/s3-client.ts')).s3Client(settings);
};

/** Queues' URLs name AWS, also where another server is asked. */
export const sqsClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sqs')).SQSClient({
    ...options(settings),
    useQueueUrlAsEndpoint: false,
  });
