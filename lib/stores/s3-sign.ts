import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

// Signature version 4 of requests without a body. Source: Amazon S3 API Reference, "Authenticating Requests: Using the
// Authorization Header". The SDK's signer takes ten times as long: it makes objects and promises for each hash, and hashes
// the secret for each request.

/** What is signed of a request. */
export interface Signable {
  readonly method: string;
  /** The path, encoded as it is sent. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** By names in lower case. `x-amz-content-sha256` is one of them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Who signs, where, and when. */
export interface Signing {
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For example `eu-central-1`. */
  readonly region: string;
  /** As S3 writes it: `20261127T010203Z`. */
  readonly time: string;
}

/** A time as signatures have it: `20261127T010203Z`. */
export const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/[:-]|\.\d+/g, '');

/**
 * The header `authorization` of a request.
 *
 * @param signed the names of the headers that are signed
 */
export function authorizationOf(
  request: Signable,
  signed: readonly string[],
  { credentials, region, time }: Signing,
): string {
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const names = [...signed].sort();
  const digest = hash('sha256', canonical(request, names));
  const signature = createHmac('sha256', keyOf(credentials.secretAccessKey, region, day))
    .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`)
    .digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

function canonical({ method, path, query, headers }: Signable, names: readonly string[]): string {
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  const parameters = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return `${method}\n${path}\n${parameters.sort().join('&')}\n${lines.join('')}\n${names.join(';')}\n${headers['x-amz-content-sha256']}`;
}

/** The key of the last signature. The keys of a day, a region and a secret are the same. */
let last: { readonly of: string; readonly key: KeyObject } | undefined;

function keyOf(secret: string, region: string, day: string): KeyObject {
  const of = `${day}/${region}/${secret}`;
  if (last?.of !== of) {
    const hmac = (key: string | Buffer, text: string): Buffer =>
      createHmac('sha256', key).update(text).digest();
    const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
    last = { of, key: createSecretKey(key) };
  }
  return last.key;
}
