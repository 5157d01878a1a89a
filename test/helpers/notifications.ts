import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { s3Client } from '../../lib/stores/s3-client.ts';

// The notification configuration of a bucket on MiniStack.

const client = s3Client();

/** Returns the notification configuration of a bucket. */
export async function notificationsOf(bucket: string): Promise<NotificationConfiguration> {
  const { $metadata, ...configuration } = await client.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
  );
  return configuration;
}

/** Replaces the notification configuration of a bucket. */
export const setNotifications = (bucket: string, configuration: NotificationConfiguration) =>
  client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: configuration,
    }),
  );
