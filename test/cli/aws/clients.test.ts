import { expect, it } from 'vitest';
import { athenaClient, cloudFormationClient, glueClient, sqsClient } from '../../../lib/cli/aws/clients.ts';

it.each([
  ['Athena', athenaClient],
  ['CloudFormation', cloudFormationClient],
  ['Glue', glueClient],
  ['SQS', sqsClient],
])('the client for %s gives up on a silent server', async (_, clientOf) => {
  const { config } = await clientOf({ region: 'eu-central-1' });
  const handler = config.requestHandler as unknown as { readonly configProvider: Promise<object> };
  expect(await handler.configProvider).toMatchObject({ connectionTimeout: 5000, socketTimeout: 20_000 });
});
