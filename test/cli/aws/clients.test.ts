import { expect, it } from 'vitest';
import { athenaClient, cloudFormationClient, glueClient, sqsClient } from '../../../lib/cli/aws/clients.ts';

it.each([
  ['Athena', athenaClient],
  ['CloudFormation', cloudFormationClient],
  ['Glue', glueClient],
  ['SQS', sqsClient],
])('%s is not waited for without end', async (_, make) => {
  const { config } = await make({ region: 'eu-central-1' });
  const told = config.requestHandler as unknown as { readonly configProvider: Promise<object> };
  expect(await told.configProvider).toMatchObject({ connectionTimeout: 5000, socketTimeout: 20_000 });
});
