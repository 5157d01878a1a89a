import { S3Client } from '@aws-sdk/client-s3';

export interface S3ClientOptions {
  /** Where it is not given: AWS_REGION, the profile's. */
  readonly region?: string;
  /** Another server than AWS's, asked with the bucket in the path, as all of them understand. */
  readonly endpoint?: string;
  /** Requests without a signature, which public buckets take. */
  readonly anonymous?: boolean;
  /** Requests under way at the same time, at most. */
  readonly sockets?: number;
}

/** Milliseconds. A store that is silent so long is asked again. */
const CONNECT = 5000;
const SILENCE = 20_000;
/** A request is tried so often, with growing pauses, where S3 says "slow down" or fails. */
const ATTEMPTS = 6;

/**
 * A client for S3, in one region: it asks a slow or failing server again.
 * Source: AWS SDK for JavaScript, "Retry behavior".
 */
export function s3Client({ region, endpoint, anonymous, sockets = 64 }: S3ClientOptions = {}): S3Client {
  const agent = { keepAlive: true, maxSockets: sockets };
  return new S3Client({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(endpoint === undefined && process.env['AWS_ENDPOINT_URL'] && { forcePathStyle: true }),
    // credentials are asked for even where nothing is signed
    ...(anonymous && {
      signer: { sign: async (request) => request },
      credentials: { accessKeyId: '', secretAccessKey: '' },
    }),
    maxAttempts: ATTEMPTS,
    // a part of an object has no checksum, and asking for one needs more rights where there is a key
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT,
      socketTimeout: SILENCE,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
}
