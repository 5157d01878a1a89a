import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { fieldsOf, type ResponseFields } from './s3-head.ts';

// Most requests of a sweep are GETs, and most of what the SDK does for a GET is the same for all objects of a bucket: it
// finds the server and composes the headers. So that is learned from the first GET. The others differ from it in their
// key, range and conditions; the SDK's signer signs them, and the SDK's HTTP handler sends them. Whatever is not a success
// as S3 writes it goes back to the SDK, which knows errors, retries and the ways to write a time.

/** What the GETs of a bucket differ in. */
export interface GetInput {
  readonly Key: string;
  readonly Range: string;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

/** The response to a GET, as the SDK names its parts. */
export interface GetOutput extends ResponseFields {
  readonly Body?: AsyncIterable<Uint8Array> | GetObjectCommandOutput['Body'];
}

/** The parameters that all requests to a bucket have. */
export interface Location {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

type Config = S3Client['config'];
type Handler = Config['requestHandler'];
type Request = Parameters<Handler['handle']>[0];
type Response = Awaited<ReturnType<Handler['handle']>>['response'];

/** What the GETs of a bucket have in common. */
interface Learned {
  /** A request without a key and without what depends on it. Its path ends where the key begins. */
  readonly request: Request;
  sign(request: Request): Promise<Request>;
}

/** Returns a function that sends GETs for ranges of a bucket's objects. It throws what the SDK throws. */
export function objectGetter(client: S3Client, location: Location): (input: GetInput) => Promise<GetOutput> {
  let learned: Learned | undefined;
  return async (input) => {
    const command = (): GetObjectCommand => new GetObjectCommand({ ...location, ...input });
    if (learned === undefined) {
      const first = command();
      learnFrom(first, client.config, (found) => {
        learned = found;
      });
      return client.send(first);
    }
    const attempt = get(client.config, learned, input);
    const response = await attempt.catch(() => undefined);
    if (response !== undefined && isUsual(response))
      return { ...fieldsOf(response.headers), Body: response.body };
    const next = command();
    continueFrom(next, attempt);
    return client.send(next);
  };
}

/** Whether a response is a success with headers as S3 writes them. Other servers may leave out or write others. */
const isUsual = ({ statusCode, headers }: Response): boolean =>
  (statusCode === 206 || statusCode === 200) &&
  /^\d+$/.test(headers['content-length'] ?? '') &&
  /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(headers['last-modified'] ?? '');

/** Sends one request. */
async function get(config: Config, { request, sign }: Learned, input: GetInput): Promise<Response> {
  const headers: Record<string, string> = { ...request.headers, range: input.Range };
  if (input.IfMatch !== undefined) headers['if-match'] = input.IfMatch;
  if (input.IfNoneMatch !== undefined) headers['if-none-match'] = input.IfNoneMatch;
  const strategy = await config.retryStrategy();
  const budget = 'recordSuccess' in strategy ? strategy : undefined;
  const token = await budget?.acquireInitialRetryToken('');
  const signed = await sign({ ...request, path: request.path + inPath(input.Key), headers });
  const { response } = await config.requestHandler.handle(signed);
  // successes pay back what retries took from the SDK's budget
  if (token !== undefined && response.statusCode < 300) budget?.recordSuccess(token);
  return response;
}

/** A key in the path of a request, encoded as the SDK does it: all bytes but those that RFC 3986 calls unreserved, and `/`. */
const inPath = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Headers of one GET only: what it asks for and, in a Lambda function, the invocation that it belongs to. */
const OWN_HEADERS = /^(?:range|if-match|if-none-match|x-amzn-trace-id)$/i;

/** Has a command report what other GETs of its bucket can repeat, as soon as the SDK has prepared it. */
function learnFrom(command: GetObjectCommand, config: Config, report: (learned: Learned) => void): void {
  command.middlewareStack.add(
    (next, context) => async (args) => {
      const request = args.request as Request;
      const scheme = context.authSchemes?.[0];
      const key = inPath(command.input.Key ?? '');
      // requests to directory buckets are signed in another way
      if (scheme?.name === 'sigv4' && request.path.endsWith(key)) {
        const path = request.path.slice(0, request.path.length - key.length);
        const headers = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.test(name));
        const signer = await config.signer(scheme);
        const { signingRegion = '', signingName = '' } = scheme;
        report({
          request: { ...request, path, headers: Object.fromEntries(headers) },
          sign: (unsigned) =>
            signer.sign(unsigned, {
              signingDate: new Date(Date.now() + config.systemClockOffset),
              signingRegion,
              signingService: signingName,
            }),
        });
      }
      return next(args);
    },
    { step: 'build', priority: 'low', name: 'learn' },
  );
}

/** Has a command begin with an attempt that was made: the SDK takes it for its own. */
function continueFrom(command: GetObjectCommand, attempt: Promise<Response>): void {
  let made: Promise<Response> | undefined = attempt;
  command.middlewareStack.add(
    (next) => async (args) => {
      const first = made;
      made = undefined;
      return first === undefined ? next(args) : { response: await first };
    },
    { step: 'deserialize', priority: 'low', name: 'continue' },
  );
}
