import { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { REGION } from './services/trino.ts';

/** Clients of moto, which is used in place of AWS. */
export interface AwsClients {
  readonly glue: GlueClient;
  readonly s3: S3Client;
}

/** Creates the clients, with credentials that moto accepts. */
export function awsClients(): AwsClients {
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  const config = { region: REGION, endpoint: inject('aws') };
  return { glue: new GlueClient(config), s3: s3Client(config) };
}
