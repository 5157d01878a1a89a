// The wording of everything that can go wrong with a request to AWS. It is in this file only.

import type { S3Settings } from '../options/s3.ts';

/** What an error is about. It decides which advice is given, and whether to go on. */
export type ErrorKind =
  | 'bucket'
  | 'busy'
  | 'certificate'
  | 'clock'
  | 'credentials'
  | 'denied'
  | 'expired'
  | 'network'
  | 'no-region'
  | 'other'
  | 'other-region'
  | 'stack';

/** An error that the SDK or the network throws, and what it means. */
export interface KnownError {
  /** AWS error codes, names of SDK errors, and Node error codes. */
  readonly names: RegExp;
  /** HTTP statuses that mean the same if the error has another name: responses to HEAD requests have no error code. */
  readonly statuses?: readonly number[];
  /** The message must also match this. */
  readonly message?: RegExp;
  readonly kind: ErrorKind;
  /** What happened. It can follow the name of a bucket or an object: `s3://archive/: access denied`. */
  readonly text: string;
  /** Whether to quote the original message, because it adds a fact such as the missing permission. */
  readonly isQuoted?: true;
}

/** The first error that matches counts. */
export const KNOWN_ERRORS: readonly KnownError[] = [
  // the bucket
  { names: /^NoSuchBucket$/, statuses: [404], kind: 'bucket', text: 'there is no such bucket' },
  { names: /^InvalidBucketName$/, kind: 'bucket', text: 'this is not a valid bucket name' },
  {
    names: /^(?:PermanentRedirect|AuthorizationHeaderMalformed)$/,
    statuses: [301],
    kind: 'other-region',
    text: 'the bucket is in another region',
  },

  // settings and credentials
  {
    names: /^/,
    message: /^Region (?:is missing|not accepted)/,
    kind: 'no-region',
    text: 'no AWS region is set',
  },
  {
    names: /^(?:Credentials|Token)ProviderError$/,
    message: /expired/i,
    kind: 'expired',
    text: 'the credentials have expired',
  },
  {
    names: /^(?:Credentials|Token)ProviderError$/,
    kind: 'credentials',
    text: 'no credentials were found',
    isQuoted: true,
  },
  {
    names: /^(?:ExpiredToken(?:Exception)?|RequestExpired|TokenRefreshRequired)$/,
    kind: 'expired',
    text: 'the credentials have expired',
  },
  {
    names: /^(?:InvalidAccessKeyId|InvalidClientTokenId)$/,
    kind: 'credentials',
    text: 'the access key is unknown',
    isQuoted: true,
  },
  { names: /^InvalidToken$/, kind: 'credentials', text: 'the session token is not valid' },
  { names: /^SignatureDoesNotMatch$/, kind: 'credentials', text: 'the secret access key is wrong' },
  {
    names: /^(?:UnrecognizedClientException|InvalidSignatureException|IncompleteSignature|AuthFailure)$/,
    kind: 'credentials',
    text: 'the credentials were not accepted',
    isQuoted: true,
  },
  {
    names: /^RequestTimeTooSkewed$/,
    kind: 'clock',
    text: "the request was refused because this computer's clock is wrong",
  },

  // permissions
  {
    names: /^(?:AccessDenied(?:Exception)?|AuthorizationError|NotAuthorized|UnauthorizedOperation)$/,
    statuses: [403],
    kind: 'denied',
    text: 'access denied',
    isQuoted: true,
  },
  { names: /^AllAccessDisabled$/, kind: 'denied', text: 'access denied: the bucket is disabled' },
  {
    names: /^AccountProblem$/,
    kind: 'denied',
    text: 'access denied: there is a problem with the account that owns the bucket',
  },

  // parts of a stack: Glue, Step Functions, Athena, SQS
  {
    names: /^(?:EntityNotFoundException|ResourceNotFoundException|StateMachineDoesNotExist)$/,
    kind: 'stack',
    text: 'a part of the stack is missing',
    isQuoted: true,
  },
  {
    names: /^(?:QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
    kind: 'stack',
    text: 'a queue of the stack is missing',
    isQuoted: true,
  },
  {
    names: /^/,
    message: /^No output location provided/,
    kind: 'stack',
    text: 'the workgroup of the stack does not keep query results',
    isQuoted: true,
  },

  // the service and the network
  {
    names:
      /^(?:SlowDown|ServiceUnavailable|Thrott(?:ling|led)(?:Exception)?|Request(?:Throttled|LimitExceeded)|TooManyRequestsException)$/,
    statuses: [429, 503],
    kind: 'busy',
    text: 'the service asked to slow down, even after several tries',
  },
  { names: /^(?:ECONNRESET|EPIPE)$/, kind: 'busy', text: 'the connection broke, even after several tries' },
  { names: /^CutBody$/, kind: 'busy', text: 'the response was cut off, even after several tries' },
  { names: /^(?:ENOTFOUND|EAI_AGAIN)$/, kind: 'network', text: 'the server was not found', isQuoted: true },
  { names: /^ECONNREFUSED$/, kind: 'network', text: 'the server refuses connections', isQuoted: true },
  {
    names: /^(?:ENETUNREACH|EHOSTUNREACH)$/,
    kind: 'network',
    text: 'the server cannot be reached',
    isQuoted: true,
  },
  { names: /^(?:TimeoutError|ETIMEDOUT)$/, kind: 'network', text: 'the server does not respond' },
  {
    names: /^EPROTO$/,
    kind: 'network',
    text: 'the server does not use TLS: try http:// instead of https://',
  },
  {
    names: /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/,
    kind: 'certificate',
    text: "the server's certificate is not trusted",
    isQuoted: true,
  },
  { names: /^NotS3$/, kind: 'network', text: 'the server does not respond like S3' },
];

/** What helps with every kind of request. */
const ADVICE = {
  busy: 'run the same command again later',
  certificate: 'set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority',
  expired: 'get new ones, for example with aws sso login, and run the same command again',
  region: 'set one with --region or AWS_REGION',
} as const;

const toEndpoint = ({ endpoint }: S3Settings): string =>
  endpoint === undefined ? '' : `the request went to ${endpoint}`;

/** What to do about a failed request to S3; '' if nothing is known to help. */
export const S3_ADVICE: Readonly<Record<ErrorKind, (settings: S3Settings) => string>> = {
  bucket: toEndpoint,
  busy: () => ADVICE.busy,
  certificate: () => ADVICE.certificate,
  clock: () => '',
  credentials: ({ anonymous }) =>
    anonymous
      ? ''
      : 'run aws configure, or select a profile with AWS_PROFILE; public buckets need only --no-sign-request',
  denied: ({ anonymous }) =>
    anonymous
      ? 'the bucket is not public: leave out --no-sign-request'
      : 'the credentials need s3:ListBucket and s3:GetObject (aws sts get-caller-identity shows whose they are); ' +
        'if the bucket is public, use --no-sign-request',
  expired: () => ADVICE.expired,
  network: ({ endpoint }) =>
    endpoint === undefined ? 'check the network and the region' : `the request went to ${endpoint}`,
  'no-region': () => ADVICE.region,
  other: toEndpoint,
  'other-region': () => 'S3 does not say which one: set it with --region',
  stack: () => '',
};

/** What to do about a failed request to a stack; '' if nothing is known to help, or the message says it. */
export const STACK_ADVICE: Readonly<Record<ErrorKind, string>> = {
  bucket: '',
  busy: ADVICE.busy,
  certificate: ADVICE.certificate,
  clock: '',
  credentials: 'run aws configure, or select a profile with AWS_PROFILE',
  denied: '',
  expired: ADVICE.expired,
  network: 'check the network and the region',
  'no-region': ADVICE.region,
  other: '',
  'other-region': ADVICE.region,
  stack: 'npx cdk deploy --revert-drift restores what was changed or deleted by hand',
};
