import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetBucketNotificationConfigurationCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../lambda/event-notifications.ts';
import { OWN_LAKE } from '../../lib/deployment/own-lake.ts';
import { mockClass } from '../helpers/mock-client.ts';

const s3 = mockClass(S3Client);
const responses: {
  method: string | undefined;
  headers: IncomingHttpHeaders;
  body: Record<string, string>;
}[] = [];
/** The HTTP statuses of the next responses; 200 after that. */
const statuses: number[] = [];
const cloudFormation = createServer(async (request, response) => {
  const chunks = await request.toArray();
  response.statusCode = statuses.shift() ?? 200;
  responses.push({
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
  responses.length = 0;
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

describe('the custom resource for EventBridge', () => {
  it.each(['Create', 'Update'])(
    'enables EventBridge on %s, and responds without a content type',
    async (type) => {
      await handler(event(type));
      const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'logical' };
      expect(responses.map(({ body }) => body)).toEqual([
        { Status: 'SUCCESS', PhysicalResourceId: 'archive', ...ids },
      ]);
      expect(responses[0]?.method).toBe('PUT');
      expect(responses[0]?.headers['content-type'] ?? '').toBe('');
      expect(s3.commandCalls(GetBucketNotificationConfigurationCommand)).toHaveLength(1);
    },
  );

  it('sends S3 no request on Delete', async () => {
    await handler(event('Delete', { PhysicalResourceId: 'archive' }));
    expect(s3.calls()).toHaveLength(0);
    expect(responses[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'archive' });
  });

  it('responds with the reason of a failure, on one line', async () => {
    s3.on(HeadBucketCommand).resolves({ BucketRegion: 'us-east-1' });
    await handler(event('Create'));
    expect(responses[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'archive' });
    expect(responses[0]?.body['Reason']).toMatch(/^sourceBucket archive [^\n]*us-east-1[^\n]*$/);
  });

  it("refuses the bucket of the stack's own lake, and sends S3 no request", async () => {
    await handler(
      event('Update', {
        ResourceProperties: { ServiceToken: 'token', Bucket: 'lake', Owner: '111122223333', Lake: 'lake' },
      }),
    );
    expect(responses[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'lake' });
    expect(responses[0]?.body['Reason']).toBe(`sourceBucket lake ${OWN_LAKE}`);
    expect(s3.calls()).toHaveLength(0);
  });

  it('shortens a long reason, and sends the response again if it is not accepted', async () => {
    statuses.push(503, 500);
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    s3.on(HeadBucketCommand).rejects(new Error('x'.repeat(10_000)));
    await handler(event('Create'));
    expect(responses).toHaveLength(3);
    expect(responses[2]?.body['Reason']).toBe('x'.repeat(1000));
    expect(logged).toHaveBeenCalledOnce();
  });
});
