import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetBucketNotificationConfigurationCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../lambda/event-notifications.ts';

const s3 = mockClient(S3Client);
const answers: { method: string | undefined; headers: IncomingHttpHeaders; body: Record<string, string> }[] =
  [];
/** Statuses that CloudFormation's bucket answers with, before 200. */
const statuses: number[] = [];
const cloudFormation = createServer(async (request, response) => {
  const chunks = await request.toArray();
  response.statusCode = statuses.shift() ?? 200;
  answers.push({
    method: request.method,
    headers: request.headers,
    body: JSON.parse(Buffer.concat(chunks).toString()),
  });
  response.end();
});

beforeAll(async () => {
  await new Promise<void>((ready) => cloudFormation.listen(0, '127.0.0.1', ready));
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  process.env['AWS_REGION'] = 'eu-west-1';
});
afterAll(() => {
  cloudFormation.close();
  vi.restoreAllMocks();
});
beforeEach(() => {
  s3.reset();
  answers.length = 0;
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'eu-west-1' });
  s3.on(GetBucketNotificationConfigurationCommand).resolves({ EventBridgeConfiguration: {} });
});

const event = (RequestType: string, more: object = {}): CloudFormationCustomResourceEvent =>
  ({
    RequestType,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'logical',
    ResponseURL: `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/answer?signed`,
    ResourceProperties: { ServiceToken: 'token', Bucket: 'archive', Owner: '111122223333', Lake: 'lake' },
    ...more,
  }) as unknown as CloudFormationCustomResourceEvent;

describe('the custom resource of EventBridge', () => {
  it.each(['Create', 'Update'])('does its work on %s, and answers without a content type', async (type) => {
    await handler(event(type));
    const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'logical' };
    expect(answers.map(({ body }) => body)).toEqual([
      { Status: 'SUCCESS', PhysicalResourceId: 'archive', ...ids },
    ]);
    expect(answers[0]?.method).toBe('PUT');
    expect(answers[0]?.headers['content-type'] ?? '').toBe('');
    expect(s3.commandCalls(GetBucketNotificationConfigurationCommand)).toHaveLength(1);
  });

  it('asks nothing of the bucket on Delete: of the one before either, when another is named', async () => {
    await handler(event('Delete', { PhysicalResourceId: 'archive' }));
    expect(s3.calls()).toHaveLength(0);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'archive' });
  });

  it('gives the reason of a failure, in a sentence', async () => {
    s3.on(HeadBucketCommand).resolves({ BucketRegion: 'us-east-1' });
    await handler(event('Create'));
    expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'archive' });
    expect(answers[0]?.body['Reason']).toMatch(/^sourceBucket archive is in us-east-1, [^\n]*us-east-1$/);
  });

  it("refuses the bucket of the stack's own lake, and leaves it as it is", async () => {
    await handler(
      event('Update', {
        ResourceProperties: { ServiceToken: 'token', Bucket: 'lake', Owner: '111122223333', Lake: 'lake' },
      }),
    );
    expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'lake' });
    expect(answers[0]?.body['Reason']).toMatch(/^sourceBucket lake is the bucket of this stack's own lake, /);
    expect(s3.calls()).toHaveLength(0);
  });

  it('cuts a reason short, and tries again where the answer is not taken', async () => {
    statuses.push(503, 500);
    s3.on(HeadBucketCommand).rejects(new Error('x'.repeat(10_000)));
    await handler(event('Create'));
    expect(answers).toHaveLength(3);
    expect(answers[2]?.body['Reason']).toBe('x'.repeat(1000));
  });
});
