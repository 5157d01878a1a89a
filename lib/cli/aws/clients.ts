import type { AwsSettings } from '../options/aws.ts';
import { refuseUnknownProfile } from '../options/aws-profile.ts';

/** Attempts per request, the first one included, and the milliseconds after which a silent server counts as failed. */
const RETRIES = { maxAttempts: 6, requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 } };

/** The configuration of a client. Throws RunFailed if the profile in AWS_PROFILE does not exist. */
function options(settings: AwsSettings) {
  refuseUnknownProfile();
  return { ...settings, ...RETRIES };
}

// each client loads its part of the SDK only when it is needed, so that the program starts quickly

/** A client that finds stacks. */
export const cloudFormationClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-cloudformation')).CloudFormationClient(options(settings));

/** A client that runs queries. */
export const athenaClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-athena')).AthenaClient(options(settings));

/** A client for the catalog and the crawler. */
export const glueClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-glue')).GlueClient(options(settings));

/** A client for the state machine of backfills. */
export const sfnClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sfn')).SFNClient(options(settings));

/** A client for the source bucket and the target bucket. */
export const s3Client = async (settings: AwsSettings) => {
  refuseUnknownProfile();
  return (await import('../../stores/s3-client.ts')).s3Client(settings);
};

/** A client for queues. The URL of a queue names AWS even if requests go to another server. */
export const sqsClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sqs')).SQSClient({
    ...options(settings),
    useQueueUrlAsEndpoint: false,
  });
