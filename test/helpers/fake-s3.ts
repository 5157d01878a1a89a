import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the server received it. */
export interface RecordedRequest {
  readonly method: string;
  readonly bucket: string;
  /** Decoded; '' for requests about the bucket itself. */
  readonly key: string;
  readonly prefix: string | undefined;
  readonly headers: IncomingMessage['headers'];
  /** The client's port, which identifies the connection. */
  readonly port: number | undefined;
}

/** A response that a test chooses; or how the connection breaks, before the response or in the middle of S3's. */
export type Answer = Refusal | 'reset' | 'cut';

interface Refusal {
  readonly status: number;
  readonly code?: string;
  /** XML to add to the error. */
  readonly more?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that behaves like S3, as far as reading needs. */
export interface FakeS3 {
  readonly url: string;
  /** Environment variables with which the program uses it. */
  readonly env: Readonly<Record<string, string>>;
  put(bucket: string, key: string, bytes: Uint8Array | string): void;
  remove(bucket: string, key: string): void;
  /** The requests in order: `list PREFIX`, `get KEY`, `head KEY`. */
  readonly requests: string[];
  /** Returns the response to a request, or a promise of it; undefined for the response of S3. */
  instead: (request: RecordedRequest) => Answer | undefined | Promise<Answer | undefined>;
  /** Keys on one page of a listing. */
  page: number;
  /** Milliseconds by which its clock is ahead. */
  ahead: number;
}

/** Starts a server with the reading requests of S3, which stops after the test. `put` creates buckets. */
export async function fakeS3(): Promise<FakeS3> {
  const buckets = new Map<string, Map<string, Buffer>>();
  const server = createServer((request, response) => void handle(request, response));
  const fake: Omit<FakeS3, 'url' | 'env'> = {
    requests: [],
    instead: () => undefined,
    page: 1000,
    ahead: 0,
    put: (bucket, key, bytes) => {
      const objects = buckets.get(bucket) ?? new Map<string, Buffer>();
      buckets.set(bucket, objects.set(key, Buffer.from(bytes)));
    },
    remove: (bucket, key) => void buckets.get(bucket)?.delete(key),
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const recorded = recordedRequest(request);
    const { method, key, prefix } = recorded;
    fake.requests.push(prefix === undefined ? `${method.toLowerCase()} ${key}` : `list ${prefix}`);
    const instead = await fake.instead(recorded);
    if (instead === 'reset') return void response.destroy();
    const isRefused = instead !== undefined && instead !== 'cut';
    const { status, headers, body } = isRefused ? refusal(instead) : reply(recorded, request.url ?? '');
    response.setHeader('date', new Date(Date.now() + fake.ahead).toUTCString());
    if (instead === 'cut') {
      response.writeHead(status, headers).write(body?.slice(0, 1), () => response.destroy());
      return;
    }
    response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body);
  };
  const reply = (recorded: RecordedRequest, url: string): Reply => {
    const objects = buckets.get(recorded.bucket);
    if (objects === undefined) return refusal({ status: 404, code: 'NoSuchBucket' });
    if (recorded.prefix !== undefined) return list(objects, recorded.prefix, url);
    const bytes = objects.get(recorded.key);
    return bytes === undefined ? refusal({ status: 404, code: 'NoSuchKey' }) : part(bytes, recorded);
  };

  const list = (objects: Map<string, Buffer>, prefix: string, url: string): Reply => {
    const after = new URL(url, 'http://s3').searchParams.get('continuation-token') ?? '';
    const keys = [...objects.keys()]
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .filter((key) => key.startsWith(prefix));
    const from = after === '' ? 0 : Number(after);
    const page = keys.slice(from, from + fake.page);
    const next = from + page.length;
    const more = next < keys.length;
    const contents = page.map((key) => {
      const bytes = objects.get(key) ?? Buffer.alloc(0);
      return (
        `<Contents><Key>${urlEncoded(key)}</Key><Size>${bytes.length}</Size><ETag>&quot;${etagOf(bytes)}&quot;</ETag>` +
        `<LastModified>${TIME.toISOString()}</LastModified><StorageClass>STANDARD</StorageClass></Contents>`
      );
    });
    const token = more ? `<NextContinuationToken>${next}</NextContinuationToken>` : '';
    const body =
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${token}` +
      `<EncodingType>url</EncodingType>${contents.join('')}</ListBucketResult>`;
    return { status: 200, headers: XML, body };
  };

  await listening(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-central-1', ...CREDENTIALS, ...ISOLATED };
  return Object.assign(fake, { url, env });
}

/** Keeps the profiles of the user who runs the tests, and the credentials of the machine, out of the tests. */
const ISOLATED = {
  AWS_PROFILE: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_SESSION_TOKEN: '' };

const TIME = new Date('2026-11-25T01:02:03Z');

const etagOf = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A key as S3 encodes it with `encoding-type=url`. */
const urlEncoded = (key: string): string =>
  encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

const listening = (server: Server): Promise<unknown> =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

function recordedRequest({ method = '', url = '', headers, socket }: IncomingMessage): RecordedRequest {
  const [path = '', query = ''] = url.split('?');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const parameters = new URLSearchParams(query);
  const prefix = parameters.has('list-type') ? (parameters.get('prefix') ?? '') : undefined;
  return { method, bucket, key: decodeURIComponent(key), prefix, headers, port: socket.remotePort };
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: string | Uint8Array;
}

const XML = { 'content-type': 'application/xml' };

const refusal = ({ status, code = 'Error', more = '', headers }: Refusal): Reply => ({
  status,
  headers: { ...XML, ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>as the test wants it</Message>${more}</Error>`,
});

function part(bytes: Buffer, { headers }: RecordedRequest): Reply {
  const etag = `"${etagOf(bytes)}"`;
  const head = { etag, 'last-modified': TIME.toUTCString(), 'accept-ranges': 'bytes' };
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
    return refusal({ status: 412, code: 'PreconditionFailed' });
  if (headers['if-none-match'] === etag) return { status: 304, headers: head };
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')?.map(Number) ?? [];
  if (from === undefined || to === undefined)
    return { status: 200, headers: { ...head, 'content-length': bytes.length }, body: bytes };
  if (from >= bytes.length) return refusal({ status: 416, code: 'InvalidRange' });
  const body = bytes.subarray(from, to + 1);
  const range = `bytes ${from}-${from + body.length - 1}/${bytes.length}`;
  return { status: 206, headers: { ...head, 'content-length': body.length, 'content-range': range }, body };
}
