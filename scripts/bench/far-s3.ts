import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

// A server that answers as S3 and Glue do, as late as they do. It is a program of its own, so that its CPU time does not
// count: `far-s3.ts FOLDER MILLISECONDS` prints its URL. Every bucket has the files of the folder; what is written is
// forgotten. Glue has every partition that it is asked for.

const [folder = '.', latency = '50'] = process.argv.slice(2);
/** Keys on one page of a listing, as in S3. */
const PAGE = 1000;
const TIME = new Date('2026-11-25T01:02:03Z');

const files = readdirSync(folder)
  .sort()
  .map((key) => {
    const { size, mtimeMs } = statSync(join(folder, key));
    return { key, size, etag: `${mtimeMs.toString(16).replace('.', '')}-${size}` };
  });
const etags = new Map(files.map(({ key, etag }) => [key, etag]));

/** What every response of S3 has. */
const COMMON = {
  'x-amz-id-2': 'Y5gE7gPQBvJDqTs0wAaM9nPz0HgAqMZ1QmVf5oYw6yIh8zZPqX0mW3kqf2J1e7u9GmZ1nq0c5uA=',
  'x-amz-request-id': 'QX5M7ZQ2T1RW8K3B',
  server: 'AmazonS3',
};
const XML = { ...COMMON, 'content-type': 'application/xml' };

function list(response: ServerResponse, parameters: URLSearchParams): void {
  const prefix = parameters.get('prefix') ?? '';
  const from = Number(parameters.get('continuation-token') ?? 0);
  const all = files.filter(({ key }) => key.startsWith(prefix));
  const isTruncated = all.length > from + PAGE;
  const contents = all
    .slice(from, from + PAGE)
    .map(
      ({ key, size, etag }) =>
        `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>${TIME.toISOString()}</LastModified>` +
        `<ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
  const token = isTruncated ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : '';
  response
    .writeHead(200, XML)
    .end(
      '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        `<IsTruncated>${isTruncated}</IsTruncated><EncodingType>url</EncodingType>${token}${contents.join('')}</ListBucketResult>`,
    );
}

function get(response: ServerResponse, key: string, range: string | undefined): void {
  const etag = etags.get(key);
  if (etag === undefined) {
    response.writeHead(404, XML).end('<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const bytes = readFileSync(join(folder, key));
  const [, from = 0, to = bytes.length] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '')?.map(Number) ?? [];
  const body = bytes.subarray(from, to + 1);
  response
    .writeHead(range === undefined ? 200 : 206, {
      ...COMMON,
      'last-modified': TIME.toUTCString(),
      'x-amz-server-side-encryption': 'AES256',
      etag: `"${etag}"`,
      'accept-ranges': 'bytes',
      'content-type': 'binary/octet-stream',
      'content-length': body.length,
      ...(range !== undefined && {
        'content-range': `bytes ${from}-${from + body.length - 1}/${bytes.length}`,
      }),
    })
    .end(body);
}

/** The bucket exists, and has no lake objects yet. S3 sends the encoding, too: without it, Node's clients close the connection. */
function head(response: ServerResponse, path: string): void {
  const status = /^\/[^/]+\/?$/.test(path) ? 200 : 404;
  response.writeHead(status, { ...XML, 'transfer-encoding': 'chunked' }).end();
}

async function put(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('md5');
  for await (const piece of request) hash.update(piece);
  response.writeHead(200, { ...COMMON, etag: `"${hash.digest('hex')}"` }).end();
}

/** Source: AWS Glue Web API Reference, BatchGetPartition. */
async function glue(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = JSON.parse(Buffer.concat(await request.toArray()).toString()) as {
    PartitionsToGet?: unknown;
  };
  response
    .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify({ Partitions: asked.PartitionsToGet }));
}

const server = createServer(async (request, response) => {
  await wait(Number(latency));
  const { method, url = '', headers } = request;
  const { pathname, searchParams } = new URL(url, 'http://s3');
  if (method === 'POST') await glue(request, response);
  else if (method === 'PUT') await put(request, response);
  else if (method === 'HEAD') head(response, pathname);
  else if (searchParams.has('list-type')) list(response, searchParams);
  else get(response, decodeURIComponent(pathname.split('/').slice(2).join('/')), headers.range);
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
