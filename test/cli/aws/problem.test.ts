import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../../lib/cli/aws/known-errors.ts';
import { awsProblem, isHopeless, s3Reason, stackFailure, stackReason } from '../../../lib/cli/aws/problem.ts';
import { RunFailed } from '../../../lib/cli/errors.ts';
import type { S3Settings } from '../../../lib/cli/options/s3.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { StoreFailure } from '../../../lib/stores/store.ts';

const AWS: S3Settings = { anonymous: false };
const MESSAGE = 'the original message';

/** An error as the SDK throws it. */
const sdkError = (facts: Readonly<Record<string, unknown>>, message = MESSAGE): Error =>
  Object.assign(new Error(message), facts);
const named = (name: string, message?: string): Error => sdkError({ name, $metadata: {} }, message);
const nodeError = (code: string, message?: string): Error => sdkError({ code }, message);
const withStatus = (httpStatusCode: number): Error =>
  sdkError({ name: 'UnknownError', $metadata: { httpStatusCode } }, 'UnknownError');

const CASES: readonly (readonly [Error, ErrorKind, RegExp])[] = [
  [named('NoSuchBucket'), 'bucket', /no such bucket/],
  [withStatus(404), 'bucket', /no such bucket/],
  [named('InvalidBucketName'), 'bucket', /bucket name/],
  [named('PermanentRedirect'), 'other-region', /another region/],
  [named('AuthorizationHeaderMalformed'), 'other-region', /another region/],
  [withStatus(301), 'other-region', /another region/],
  [sdkError({}, 'Region is missing'), 'no-region', /no AWS region/],
  [named('CredentialsProviderError', 'The SSO session has expired.'), 'expired', /expired/],
  [named('CredentialsProviderError'), 'credentials', /no credentials.*: the original message$/],
  [named('TokenProviderError'), 'credentials', /no credentials.*: the original message$/],
  [named('ExpiredToken'), 'expired', /expired/],
  [named('ExpiredTokenException'), 'expired', /expired/],
  [named('InvalidAccessKeyId'), 'credentials', /access key.*: the original message$/],
  [named('InvalidClientTokenId'), 'credentials', /access key.*: the original message$/],
  [named('SignatureDoesNotMatch'), 'credentials', /secret access key/],
  [named('UnrecognizedClientException'), 'credentials', /not accepted: the original message$/],
  [named('RequestTimeTooSkewed'), 'clock', /clock/],
  [named('AccessDenied'), 'denied', /^access denied: the original message$/],
  [named('AccessDenied', 'Access Denied'), 'denied', /^access denied$/],
  [named('AccessDeniedException'), 'denied', /^access denied: the original message$/],
  [withStatus(403), 'denied', /^access denied$/],
  [named('AllAccessDisabled'), 'denied', /^access denied: /],
  [named('AccountProblem'), 'denied', /^access denied: .*account/],
  [named('EntityNotFoundException'), 'stack', /missing: the original message$/],
  [named('StateMachineDoesNotExist'), 'stack', /missing: the original message$/],
  [named('QueueDoesNotExist'), 'stack', /queue.*missing: the original message$/],
  [named('InvalidRequestException', 'No output location provided. An output'), 'stack', /workgroup.*results/],
  [named('SlowDown'), 'busy', /slow down/],
  [named('ThrottlingException'), 'busy', /slow down/],
  [named('TooManyRequestsException'), 'busy', /slow down/],
  [withStatus(503), 'busy', /slow down/],
  [nodeError('ECONNRESET'), 'busy', /connection/],
  [named('CutBody'), 'busy', /cut off/],
  [nodeError('ENOTFOUND'), 'network', /not found: the original message$/],
  [nodeError('ECONNREFUSED', ''), 'network', /refuses connections: ECONNREFUSED$/],
  [nodeError('ETIMEDOUT'), 'network', /does not respond/],
  [named('TimeoutError'), 'network', /does not respond/],
  [nodeError('EPROTO'), 'network', /TLS.*http:\/\//],
  [nodeError('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed; if the root'), 'certificate', /: self-signed$/],
  [named('NotS3'), 'network', /S3/],
  [named('InternalError'), 'other', /^InternalError: the original message$/],
  [sdkError({}), 'other', /^the original message$/],
];

describe('an error of AWS or of the network', () => {
  it.each(CASES)('%s is of the kind %s', (error, kind, text) => {
    expect(awsProblem(error)).toEqual({ kind, text: expect.stringMatching(text) });
  });

  it('is recognized inside the error of a store', () => {
    const head = new Error('Forbidden (HTTP 403)', { cause: withStatus(403) });
    expect(awsProblem(new StoreFailure('s3://archive/', head)).kind).toBe('denied');
  });

  it('is hopeless if every other request would fail as well', () => {
    const kinds = new Set(CASES.filter(([error]) => !isHopeless(error)).map(([, kind]) => kind));
    expect([...kinds].sort()).toEqual(['busy', 'denied', 'other']);
  });
});

describe('the advice about a request to S3', () => {
  const PRIVATE_SERVER = { ...AWS, endpoint: 'http://127.0.0.1:9000' };
  it.each<[string, Error, S3Settings, RegExp]>([
    ['public buckets', named('CredentialsProviderError'), AWS, /AWS_PROFILE.*--no-sign-request/],
    ['a new login', named('ExpiredToken'), AWS, /aws sso login/],
    ['the permissions', named('AccessDenied'), AWS, /s3:ListBucket and s3:GetObject/],
    ['credentials', named('AccessDenied'), { anonymous: true }, /leave out --no-sign-request/],
    ['the region', named('PermanentRedirect'), AWS, /--region/],
    ['the network', nodeError('ENOTFOUND'), AWS, /network.*region/],
    ['the endpoint', nodeError('ECONNREFUSED'), PRIVATE_SERVER, /http:\/\/127\.0\.0\.1:9000/],
    ['the endpoint', named('NoSuchBucket'), PRIVATE_SERVER, /http:\/\/127\.0\.0\.1:9000/],
    ['another try', named('SlowDown'), AWS, /again later/],
    ['certificates', nodeError('DEPTH_ZERO_SELF_SIGNED_CERT'), AWS, /NODE_EXTRA_CA_CERTS/],
  ])('mentions %s: %s', (_, error, settings, advice) => {
    const failure = new StoreFailure('s3://archive/a.fits', error);
    expect(s3Reason(failure, settings)).toMatch(advice);
  });

  it('is left out if nothing is known to help', () => {
    expect(s3Reason(named('NoSuchBucket'), AWS)).toBe(awsProblem(named('NoSuchBucket')).text);
  });
});

describe('the advice about a request to a stack', () => {
  it.each<[string, Error, RegExp]>([
    ['the region', sdkError({}, 'Region is missing'), /--region/],
    ['profiles', named('CredentialsProviderError'), /AWS_PROFILE/],
    ['a new login', named('ExpiredTokenException'), /aws sso login/],
    ['the network', nodeError('ECONNREFUSED'), /network.*region/],
    ['another try', named('ThrottlingException'), /again later/],
    ['deploying again', named('EntityNotFoundException'), /cdk deploy --revert-drift/],
  ])('mentions %s: %s', (_, error, advice) => {
    expect(stackReason(error)).toMatch(advice);
    expect(stackFailure(error)).toEqual(new RunFailed(stackReason(error)));
  });

  it('names the object that S3 refused', () => {
    expect(stackReason(new StoreFailure('s3://lake/a', named('AccessDenied')))).toMatch(
      /^s3:\/\/lake\/a: access/,
    );
  });

  it('does not exist for a bug in this program, whose error stays as it is', () => {
    const mistake = new TypeError('x is undefined');
    expect(stackReason(mistake)).toBeUndefined();
    expect(stackFailure(mistake)).toBe(mistake);
  });

  it('is not added to a query that was refused', () => {
    expect(stackFailure(new QueryRefused({ kind: 'engine', sentence: 'no such column' }))).toEqual(
      new RunFailed('no such column'),
    );
  });
});
