// The AWS clients of the verbs. Each function loads its part of the SDK when it is called, so that the program starts
// quickly.

import type { AwsSettings } from '../options/aws.ts';
import { refuseUnknownProfile } from '../options/aws-profile.ts';

/** Attempts per request, including the first; a server that is silent for this many milliseconds has failed. */
const RETRIES = { maxAttempts: 6, requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 } };

/** The configuration that most clients share. Throws RunFailed if the profile in AWS_PROFILE does not exist. */
function options(settings: AwsSettings) {
  refuseUnknownProfile();
  return { ...settings, ...RETRIES };
}

/** A client for CloudFormation, which describes stacks. */
export const cloudFormationClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-cloudformation')).CloudFormationClient(options(settings));

/** A client for CloudWatch, which has the metrics. */
export const cloudWatchClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(options(settings));

/** A client for Athena, which runs queries. */
export const athenaClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-athena')).AthenaClient(options(settings));

/** The clients that a query of a stack needs. */
export async function queryClients(settings: AwsSettings) {
  const [athena, cloudFormation] = await Promise.all([
    athenaClient(settings),
    cloudFormationClient(settings),
  ]);
  return { athena, cloudFormation };
}

/** A client for Glue, which has the catalog and the crawler. */
export const glueClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-glue')).GlueClient(options(settings));

/** A client for Step Functions, which runs backfills. */
export const sfnClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sfn')).SFNClient(options(settings));

/** A client for S3, which has the source bucket and the target bucket. */
export const s3Client = async (settings: AwsSettings) => {
  refuseUnknownProfile();
  return (await import('../../stores/s3-client.ts')).s3Client(settings);
};

/** A client for SQS. The URL of a queue names AWS even if requests go to another server, so it is not the endpoint. */
export const sqsClient = async (settings: AwsSettings) =>
  new (await import('@aws-sdk/client-sqs')).SQSClient({
    ...options(settings),
    useQueueUrlAsEndpoint: false,
  });
