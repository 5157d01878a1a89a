import { S3Client } from '@aws-sdk/client-s3';
import { sendLeanly } from './s3-send.ts';

/** The server that receives the requests, and how they are sent. */
export interface S3ClientOptions {
  /** By default AWS_REGION, or the region of the profile. */
  readonly region?: string;
  /** A server other than those of AWS. Requests have the bucket in the path, which all such servers support. */
  readonly endpoint?: string;
  /** Sends requests without a signature, for public buckets. */
  readonly anonymous?: boolean;
  /** The most requests at the same time. */
  readonly sockets?: number;
}

/** Milliseconds to wait for a connection, and for a response, before a request is sent again. */
const CONNECT = 5000;
const SILENCE = 20_000;
/** How many times a request is sent, with growing pauses, if S3 fails or responds with SlowDown. */
const ATTEMPTS = 6;

/**
 * A client for S3 in one region, which repeats requests to a slow or failing server.
 * Source: AWS SDK for JavaScript, "Retry behavior".
 */
export function s3Client({ region, endpoint, anonymous, sockets = 64 }: S3ClientOptions = {}): S3Client {
  const agent = { keepAlive: true, maxSockets: sockets };
  const client = new S3Client({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(endpoint === undefined && process.env['AWS_ENDPOINT_URL'] && { forcePathStyle: true }),
    // the SDK looks for credentials even if it does not sign
    ...(anonymous && {
      signer: { sign: async (request) => request },
      credentials: { accessKeyId: '', secretAccessKey: '' },
    }),
    maxAttempts: ATTEMPTS,
    // a range has no checksum, and requesting one needs more permissions if the object is encrypted with a KMS key
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT,
      socketTimeout: SILENCE,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
  sendLeanly(client.config.requestHandler, { sockets, connect: CONNECT, silence: SILENCE });
  return client;
}
