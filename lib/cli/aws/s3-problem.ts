import type { S3Settings } from '../options/s3.ts';

/** What a request to S3 failed for, as far as a user can do something about it. */
type Kind = 'bucket' | 'credentials' | 'expired' | 'denied' | 'network' | 'region' | 'busy' | 'other';

interface Problem {
  readonly kind: Kind;
  /** Words that go after the name of what was asked for. */
  readonly text: string;
}

/** S3's codes, the SDK's names of errors, and those of Node. */
const CODES: Readonly<Record<string, Problem>> = {
  NoSuchBucket: { kind: 'bucket', text: 'there is no such bucket' },
  InvalidBucketName: { kind: 'bucket', text: "that is not a bucket's name" },
  AccessDenied: { kind: 'denied', text: 'access denied' },
  AllAccessDisabled: { kind: 'denied', text: 'access denied: the bucket is closed' },
  AccountProblem: { kind: 'denied', text: "access denied: there is a problem with the bucket's account" },
  ExpiredToken: { kind: 'expired', text: 'the credentials have expired' },
  ExpiredTokenException: { kind: 'expired', text: 'the credentials have expired' },
  TokenRefreshRequired: { kind: 'expired', text: 'the credentials have expired' },
  InvalidAccessKeyId: { kind: 'credentials', text: 'the credentials are not known there' },
  InvalidToken: { kind: 'credentials', text: 'the credentials are not valid' },
  SignatureDoesNotMatch: { kind: 'credentials', text: 'the secret access key is not the right one' },
  RequestTimeTooSkewed: { kind: 'other', text: "this machine's clock is wrong, and S3 refuses its requests" },
  PermanentRedirect: { kind: 'region', text: 'the bucket is in another region' },
  AuthorizationHeaderMalformed: { kind: 'region', text: 'the bucket is in another region' },
  SlowDown: { kind: 'busy', text: 'S3 asks to slow down, even after several tries' },
  ENOTFOUND: { kind: 'network', text: 'its server cannot be found' },
  EAI_AGAIN: { kind: 'network', text: 'its server cannot be found' },
  ECONNREFUSED: { kind: 'network', text: 'its server refuses connections' },
  ECONNRESET: { kind: 'busy', text: 'the connection broke off, even after several tries' },
  EPIPE: { kind: 'busy', text: 'the connection broke off, even after several tries' },
  CutBody: { kind: 'busy', text: 'the answer broke off, even after several tries' },
  EPROTO: { kind: 'network', text: 'its server does not speak TLS (is it http:// rather than https://?)' },
  NotS3: { kind: 'network', text: 'its server does not answer as S3 does' },
  ENETUNREACH: { kind: 'network', text: 'its server cannot be reached' },
  EHOSTUNREACH: { kind: 'network', text: 'its server cannot be reached' },
};

const STATUS: Readonly<Record<number, Problem>> = {
  301: CODES['PermanentRedirect']!,
  403: CODES['AccessDenied']!,
  404: CODES['NoSuchBucket']!,
  429: CODES['SlowDown']!,
  503: CODES['SlowDown']!,
};

/** What is known of an error of the SDK, or of one that a store made of it. */
interface Told {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** In the answer to a request that was signed for another region. */
  readonly Region?: string;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const told = (error: unknown): Told => (typeof error === 'object' && error !== null ? error : {});

/** The error that all began with. */
export const rootOf = (error: unknown): Told => {
  const { cause } = told(error);
  return cause instanceof Error ? rootOf(cause) : told(error);
};

/** What went wrong with a request to S3, in words that go after the name of what was asked for. */
export function s3Problem(error: unknown): Problem {
  const { name = '', code = '', message = '', $metadata } = rootOf(error);
  const known = CODES[name] ?? CODES[code];
  if (known !== undefined) return known;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return /expired/i.test(message)
      ? { kind: 'expired', text: 'the credentials have expired' }
      : { kind: 'credentials', text: 'no credentials were found' };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/.test(code))
    return {
      kind: 'network',
      text: `its server's certificate is not trusted (${message.replace(/;.*/, '')}); NODE_EXTRA_CA_CERTS=FILE names who signs it`,
    };
  if (/^(?:TimeoutError|ETIMEDOUT)$/.test(name || code) || code === 'ETIMEDOUT')
    return { kind: 'network', text: 'its server does not answer' };
  const status = STATUS[$metadata?.httpStatusCode ?? 0];
  if (status !== undefined) return status;
  return {
    kind: 'other',
    text: [name, message.split('\n')[0]].filter((word) => word && word !== 'Error').join(': '),
  };
}

/** Whether what one request failed for would fail all others as well. */
export const isHopeless = (error: unknown): boolean =>
  !['denied', 'busy', 'other'].includes(s3Problem(error).kind);

/** The same, and what a user can do about it. */
export function s3Reason(error: unknown, settings: S3Settings): string {
  const { kind, text } = s3Problem(error);
  const advice = ADVICE[kind](settings);
  return advice === '' ? text : `${text}; ${advice}`;
}

const ADVICE: Readonly<Record<Kind, (settings: S3Settings) => string>> = {
  bucket: ({ endpoint }) => (endpoint === undefined ? '' : `asked was ${endpoint}`),
  credentials: ({ anonymous }) =>
    anonymous
      ? ''
      : 'aws configure sets them up, AWS_PROFILE chooses; public buckets need none: --no-sign-request',
  expired: () => 'get new ones, as by aws sso login, and run the same command again',
  denied: ({ anonymous }) =>
    anonymous
      ? 'it is not open to everybody: leave out --no-sign-request'
      : 'these credentials need s3:ListBucket and s3:GetObject (aws sts get-caller-identity tells whose they are); ' +
        'a public bucket may be asked with --no-sign-request',
  network: ({ endpoint }) =>
    endpoint === undefined ? 'is there a network, and is the region right?' : `asked was ${endpoint}`,
  region: () => 'S3 does not tell which one: --region',
  busy: () => 'run the same command again later',
  other: ({ endpoint }) => (endpoint === undefined ? '' : `asked was ${endpoint}`),
};
