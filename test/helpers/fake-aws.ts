import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { execution, ID, type Page } from './fake-athena.ts';
import { stackWith } from './our-stack.ts';

/** An error that AWS returns. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Input = Readonly<Record<string, unknown>>;

/** A server that stands in for AWS, for the requests of the commands on a stack. */
export interface FakeAws {
  /** Environment variables with which a run of the program uses this server. */
  readonly env: Readonly<Record<string, string>>;
  /** The requests so far: their actions, such as `DescribeStacks`, and their inputs. */
  readonly requests: { readonly action: string; readonly input: Input }[];
  /** The response of each action, or a promise of it. A response may throw {@link Refused}. */
  readonly answers: Record<string, (input: Input) => unknown>;
}

/** Starts a server with the part of AWS that commands on a deployed stack need. It closes at the end of the test. */
export async function fakeAws(answers: FakeAws['answers'] = {}): Promise<FakeAws> {
  const requests: FakeAws['requests'] = [];
  const all: FakeAws['answers'] = {
    DescribeStacks: () => ({ Stacks: [stackWith()] }),
    [NOTIFICATIONS]: () => ({ EventBridgeConfiguration: '' }),
    [HEAD_BUCKET]: () => ({}),
    [HEAD_OBJECT]: () => {
      throw new Refused('NotFound', 'no such key');
    },
    ...answers,
  };
  const server = createServer(async (request, response) => {
    const { action, input, xml } = parseRequest(request, await text(request));
    requests.push({ action, input });
    const { status, body } = await answerTo(all, action, input);
    if (action === GET_OBJECT && status === 200)
      return sendObject(response, String(body), String(input['Range']));
    if (action === HEAD_OBJECT || action === HEAD_BUCKET) return sendHead(response, status === 200, body);
    const type = xml ? 'text/xml' : 'application/x-amz-json-1.1';
    response.writeHead(status, { 'content-type': type });
    response.end(xml ? xmlOf(action, body) : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const env = {
    ...{
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
    },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_SESSION_TOKEN: '', AWS_PROFILE: '' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  };
  return { env, requests, answers: all };
}

/** An Athena that answers every query with these rows. */
export const athenaAnswers = (
  types: Readonly<Record<string, string>>,
  { rows }: Page,
): FakeAws['answers'] => ({
  StartQueryExecution: () => ({ QueryExecutionId: ID }),
  GetQueryExecution: () => execution('SUCCEEDED'),
  StopQueryExecution: () => ({}),
  GetQueryResults: () => ({
    ResultSet: {
      Rows: rows,
      ResultSetMetadata: { ColumnInfo: Object.entries(types).map(([Name, Type]) => ({ Name, Type })) },
    },
  }),
});

/** Actions of S3, under the names that they have in `requests` and `answers`. */
const NOTIFICATIONS = 'GetBucketNotificationConfiguration';
const GET_OBJECT = 'GetObject';
const HEAD_OBJECT = 'HeadObject';
const HEAD_BUCKET = 'HeadBucket';
const LIST_OBJECTS = 'ListObjectsV2';

/** Sends the head of an object with this metadata. */
function sendHead(response: ServerResponse, exists: boolean, body: unknown): void {
  const { message, ...metadata } = body as Readonly<Record<string, string>>;
  if (!exists) response.writeHead(message === 'denied' ? 403 : 404);
  else
    response.writeHead(200, {
      ...Object.fromEntries(Object.entries(metadata).map(([name, text]) => [`x-amz-meta-${name}`, text])),
      ...{ etag: '"etag"', 'last-modified': new Date(0).toUTCString() },
    });
  response.end();
}

/** Sends a part of an object. */
function sendObject(response: ServerResponse, text: string, range: string): void {
  const bytes = Buffer.from(text);
  const [from = 0, to = 0] = range.replace('bytes=', '').split('-').map(Number);
  const part = bytes.subarray(from, to + 1);
  response.writeHead(206, {
    'content-range': `bytes ${from}-${from + part.length - 1}/${bytes.length}`,
    'content-length': part.length,
    etag: '"etag"',
    'last-modified': new Date(0).toUTCString(),
  });
  response.end(part);
}

/**
 * Recognizes a request. JSON protocols name the action in a header, CloudFormation in a form; S3 uses paths. The last two
 * expect XML.
 */
function parseRequest(
  { headers, method, url = '' }: IncomingMessage,
  body: string,
): { action: string; input: Input; xml: boolean } {
  const [, Bucket] = /^\/([^/]+)\/?\?notification/.exec(url) ?? [];
  if (Bucket !== undefined) return { action: NOTIFICATIONS, input: { Bucket }, xml: true };
  const { pathname, searchParams } = new URL(url, 'http://aws');
  if (searchParams.get('list-type') === '2')
    return { action: LIST_OBJECTS, input: Object.fromEntries(searchParams), xml: true };
  if (method === 'GET' || method === 'HEAD') {
    const [, bucket, ...key] = decodeURIComponent(pathname).split('/');
    return {
      action: method === 'GET' ? GET_OBJECT : key.join('') === '' ? HEAD_BUCKET : HEAD_OBJECT,
      input: { Bucket: bucket, Key: key.join('/'), Range: headers.range },
      xml: true,
    };
  }
  const target = headers['x-amz-target'];
  if (typeof target === 'string')
    return { action: target.split('.')[1] ?? '', input: JSON.parse(body), xml: false };
  const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body));
  return { action: Action, input, xml: true };
}

async function answerTo(
  answers: FakeAws['answers'],
  action: string,
  input: Input,
): Promise<{ status: number; body: unknown }> {
  try {
    const answer = answers[action];
    if (answer === undefined) throw new Refused('UnknownOperationException', action);
    return { status: 200, body: await answer(input) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 400, body: { __type: error.code, Message: error.message, message: error.message } };
  }
}

function xmlOf(action: string, body: unknown): string {
  const { __type: code, message } = body as { __type?: string; message?: string };
  const isS3 = [NOTIFICATIONS, GET_OBJECT, LIST_OBJECTS].includes(action);
  if (isS3 && code !== undefined) return `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  if (action === NOTIFICATIONS)
    return `<NotificationConfiguration>${element(body)}</NotificationConfiguration>`;
  if (action === LIST_OBJECTS) return `<ListBucketResult>${body}</ListBucketResult>`;
  if (code !== undefined)
    return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return `<${action}Response><${action}Result>${element(body)}</${action}Result></${action}Response>`;
}

function element(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${element(item)}</member>`).join('');
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, item]) => `<${name}>${element(item)}</${name}>`)
    .join('');
}
