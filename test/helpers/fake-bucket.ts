import { S3Client } from '@aws-sdk/client-s3';

/** The owner of the bucket. */
export const OWNER = '111122223333';
/** A notification configuration without destinations. */
export const NONE = '<NotificationConfiguration/>';

interface Request {
  readonly method: string;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** A bucket, as far as its notifications matter. */
export interface Bucket {
  /** The notification configuration, as XML. */
  notifications: string;
  /** The responses to HEAD requests, in order; the last one is repeated. */
  readonly heads?: { readonly status: number; readonly region?: string }[];
  /** An error in response to GET or PUT: always, or `times` times. */
  readonly refuses?: {
    readonly method: string;
    readonly status: number;
    readonly code: string;
    times?: number;
  };
  /** The requests so far, such as `GET notification owner`. */
  readonly requests: string[];
}

/** Creates a bucket without notifications. */
export const newBucket = (more: Partial<Bucket> = {}): Bucket => ({
  notifications: NONE,
  requests: [],
  ...more,
});

/** A real client with a fake network: an S3 with one bucket that stores the notification configuration unchanged. */
export function clientOf(bucket: Bucket): S3Client {
  const handle = async ({ method, query, headers, body }: Request) => {
    const owner = headers['x-amz-expected-bucket-owner'];
    const validation = headers['x-amz-skip-destination-validation'];
    const notes = [owner && 'owner', validation === 'true' && 'unvalidated'].filter(Boolean);
    bucket.requests.push([method, ...Object.keys(query), ...notes].join(' '));
    if (method === 'HEAD') {
      const heads = bucket.heads ?? [{ status: 200, region: 'eu-west-1' }];
      const { status, region } = (heads.length > 1 ? heads.shift() : heads[0]) ?? { status: 200 };
      if (status === 200 && owner !== undefined && owner !== OWNER) return respond(403);
      return respond(status, region === undefined ? {} : { 'x-amz-bucket-region': region });
    }
    if (bucket.refuses?.method === method && bucket.refuses.times !== 0) {
      const { status, code, times } = bucket.refuses;
      if (times !== undefined) bucket.refuses.times = times - 1;
      return respond(status, {}, `<Error><Code>${code}</Code><Message>no</Message></Error>`);
    }
    if (method === 'PUT') bucket.notifications = String(body);
    return respond(200, {}, method === 'GET' ? bucket.notifications : '');
  };
  return new S3Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
    requestHandler: { handle },
  });
}

const respond = (statusCode: number, headers: Record<string, string> = {}, body = '') => ({
  response: { statusCode, headers, body: Buffer.from(body) },
});
