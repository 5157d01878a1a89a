import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { fieldsOf, type ResponseFields } from './s3-head.ts';
import { LONGEST_ERROR, type Received, type Receiving } from './s3-response.ts';
import { type Send, senderOf } from './s3-send.ts';
import { authorizationOf, timeOf } from './s3-sign.ts';

// Most requests of a sweep are GETs, and a function sends a HEAD with each. Most of what the SDK does for one is the same for
// all objects of a bucket: it finds the server and composes the headers. So that is learned from the first one. The others
// differ from it in their key, range and conditions; they are signed as the SDK signed the first one, and sent over
// connections of our own. Whatever is not an answer as S3 usually writes it goes back to the SDK, which knows errors, retries and
// the ways to write a time.

/** What the GETs of a bucket differ in. */
export interface GetInput {
  readonly Key: string;
  readonly Range: string;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

/** The response to a GET, as the SDK names its parts. */
export interface GetOutput extends ResponseFields {
  readonly Body?: Uint8Array | AsyncIterable<Uint8Array> | GetObjectCommandOutput['Body'];
}

/** The response to a HEAD. */
export interface HeadOutput extends ResponseFields {
  readonly ArchiveStatus?: HeadObjectCommandOutput['ArchiveStatus'];
}

/** The parameters that all requests to a bucket have. */
export interface Location {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

type Config = S3Client['config'];
type Handler = Config['requestHandler'];
type Request = Parameters<Handler['handle']>[0];
type Response = Awaited<ReturnType<Send>>;
type Command = GetObjectCommand | HeadObjectCommand;

/** What the requests of one kind to a bucket have in common. */
interface Learned {
  /** A request without a key and without what depends on it. Its path ends where the key begins. */
  readonly request: Request;
  /** The headers that are signed, and where; undefined for public buckets, whose requests are not signed. */
  readonly signing: { readonly names: readonly string[]; readonly region: string } | undefined;
}

/**
 * Returns a function that sends GETs for ranges of a bucket's objects. It throws what the SDK throws. A body is received
 * into the given memory if it fits, or is a stream.
 */
export const objectGetter = (
  client: S3Client,
  location: Location,
): ((input: GetInput, receiving: Receiving) => Promise<GetOutput>) =>
  repeater<GetInput, GetObjectCommand, GetOutput>(client, {
    command: (input) => new GetObjectCommand({ ...location, ...input }),
    send: (command) => client.send(command),
    headers: ({ Range, IfMatch, IfNoneMatch }) => ({
      range: Range,
      ...(IfMatch !== undefined && { 'if-match': IfMatch }),
      ...(IfNoneMatch !== undefined && { 'if-none-match': IfNoneMatch }),
    }),
    usual: (response) =>
      isUsual(response) ? { ...fieldsOf(response.headers), Body: response.body } : undefined,
  });

/**
 * Returns a function that sends HEADs for a bucket's objects. It throws what the SDK throws, but may return `absent` for 404,
 * which is about the object or the bucket.
 */
export const objectHeader = (
  client: S3Client,
  location: Location,
): ((input: { readonly Key: string }) => Promise<HeadOutput | 'absent'>) => {
  const send = repeater<{ readonly Key: string }, HeadObjectCommand, HeadOutput | 'absent'>(client, {
    command: (input) => new HeadObjectCommand({ ...location, ...input }),
    send: (command) => client.send(command),
    headers: () => ({}),
    usual: (response) => {
      const isAbsent = response.statusCode === 404;
      if (!isAbsent && !isUsual(response)) return undefined;
      // the connection is free again when the empty body was read
      if (response.body instanceof Readable) response.body.resume();
      const archived = response.headers['x-amz-archive-status'] as HeadOutput['ArchiveStatus'];
      return isAbsent
        ? 'absent'
        : { ...fieldsOf(response.headers), ...(archived && { ArchiveStatus: archived }) };
    },
  });
  return (input) => send(input, NO_BODY);
};

const NO_BODY: Receiving = { most: 0 };

/** A kind of request. */
interface Kind<I, C, O> {
  command(input: I): C;
  send(command: C): Promise<O>;
  /** The headers that depend on the input. */
  headers(input: I): Record<string, string>;
  /** What a response says; undefined if only the SDK knows. */
  usual(response: Response): O | undefined;
}

function repeater<I extends { readonly Key: string }, C extends Command, O>(
  { config }: S3Client,
  kind: Kind<I, C, O>,
): (input: I, receiving: Receiving) => Promise<O> {
  const sendRequest = senderOf(config.requestHandler);
  let learned: Learned | undefined;
  return async (input, receiving) => {
    if (learned === undefined) {
      const first = kind.command(input);
      learnFrom(first, config, (found) => {
        learned ??= found;
      });
      return kind.send(first);
    }
    const attempt = repeat(config, learned, input.Key, kind.headers(input), (request) =>
      sendRequest(request, { ...receiving, most: Math.max(receiving.most, LONGEST_ERROR) }),
    );
    const response = await attempt.catch(() => undefined);
    const usual = response && kind.usual(response);
    if (usual !== undefined) return usual;
    const next = kind.command(input);
    continueFrom(next, attempt);
    return kind.send(next);
  };
}

/** Whether a response is a success with headers as S3 writes them. Other servers may leave out or write others. */
const isUsual = ({ statusCode, headers }: Response): boolean =>
  (statusCode === 206 || statusCode === 200) &&
  /^\d+$/.test(headers['content-length'] ?? '') &&
  /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(headers['last-modified'] ?? '');

/** Sends one request. */
async function repeat(
  config: Config,
  learned: Learned,
  key: string,
  own: Readonly<Record<string, string>>,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  const { request } = learned;
  const headers: Record<string, string> = { ...request.headers, ...own };
  const strategy = await config.retryStrategy();
  const budget = 'recordSuccess' in strategy ? strategy : undefined;
  const token = await budget?.acquireInitialRetryToken('');
  const unsigned = { ...request, path: request.path + inPath(key), headers };
  const response = await send(await signed(config, learned, unsigned));
  // successes pay back what retries took from the SDK's budget
  if (token !== undefined && response.statusCode < 300) budget?.recordSuccess(token);
  return response;
}

/** Signs a request, if the first one was signed, with the credentials of this moment and the time of the server. */
async function signed(config: Config, { signing }: Learned, request: Request): Promise<Request> {
  if (signing === undefined) return request;
  const { headers } = request;
  const credentials = await config.credentials();
  const time = timeOf(Date.now() + config.systemClockOffset);
  headers['x-amz-date'] = time;
  if (credentials.sessionToken) headers['x-amz-security-token'] = credentials.sessionToken;
  const names = [...signing.names, ...Object.keys(headers).filter((name) => SIGNED.test(name))];
  headers['authorization'] = authorizationOf(request, names, { credentials, region: signing.region, time });
  return request;
}

/** A key in the path of a request, encoded as the SDK does it: all bytes but those that RFC 3986 calls unreserved, and `/`. */
const inPath = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The middlewares of a command; what is added here is the same for both kinds. */
const stackOf = (command: Command): GetObjectCommand['middlewareStack'] =>
  command.middlewareStack as GetObjectCommand['middlewareStack'];

/** Headers of one request only: what it asks for, its signature, and the attempt and the invocation that it belongs to. */
const VARYING =
  /^(?:range|if-match|if-none-match|authorization|x-amz-date|x-amz-security-token|amz-sdk-.*|x-amzn-trace-id)$/i;
/** Those of them that are signed in a request that has them. */
const SIGNED = /^(?:range|if-match|if-none-match|x-amz-date|x-amz-security-token)$/;

/** Has a command report what others of its bucket can repeat, when the SDK is about to send it. */
function learnFrom(command: Command, config: Config, report: (learned: Learned) => void): void {
  stackOf(command).add(
    (next, context) => async (args) => {
      const request = args.request as Request;
      const key = inPath(command.input.Key ?? '');
      // requests to directory buckets are signed in another way
      if (context.authSchemes?.[0]?.name === 'sigv4' && request.path.endsWith(key)) {
        const signing = await signingOf(config, request);
        const path = request.path.slice(0, request.path.length - key.length);
        const headers = Object.entries(request.headers).filter(([name]) => !VARYING.test(name));
        if (signing !== 'unknown')
          report({ request: { ...request, path, headers: Object.fromEntries(headers) }, signing });
      }
      return next(args);
    },
    { step: 'deserialize', priority: 'low', name: 'learn' },
  );
}

/**
 * How the SDK signed a request. It is unknown if our signature would be another one: then the SDK signs all requests.
 */
async function signingOf(config: Config, request: Request): Promise<Learned['signing'] | 'unknown'> {
  const { authorization, 'x-amz-date': time = '' } = request.headers;
  if (authorization === undefined) return undefined;
  const [, region = '', list = ''] =
    /Credential=[^,]*\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+),/.exec(authorization) ?? [];
  const signed = list.split(';');
  const credentials = await config.credentials();
  if (authorizationOf(request, signed, { credentials, region, time }) !== authorization) return 'unknown';
  return { names: signed.filter((name) => !VARYING.test(name)), region };
}

/** Has a command begin with an attempt that was made: the SDK takes it for its own. */
function continueFrom(command: Command, attempt: Promise<Response>): void {
  let made: Promise<Response> | undefined = attempt;
  stackOf(command).add(
    (next) => async (args) => {
      const first = made;
      made = undefined;
      return first === undefined ? next(args) : { response: asStream(await first) };
    },
    { step: 'deserialize', priority: 'low', name: 'continue' },
  );
}

/** A response as the SDK expects it. */
const asStream = (response: Response): Response =>
  response.body instanceof Uint8Array
    ? { ...(response as Received), body: Readable.from(response.body.length === 0 ? [] : [response.body]) }
    : response;
