import { describe, expect, it } from 'vitest';
import { isHopeless, s3Problem, s3Reason } from '../../../lib/cli/aws/s3-problem.ts';
import type { S3Settings } from '../../../lib/cli/options/s3.ts';
import { StoreFailure } from '../../../lib/stores/store.ts';

const HERE: S3Settings = { anonymous: false };
/** An error as the SDK throws it, in the store's. */
const failure = (facts: Readonly<Record<string, unknown>>, message = 'in its own words'): StoreFailure =>
  new StoreFailure('s3://archive/a.fits', Object.assign(new Error(message), facts));

describe('what went wrong with a request to S3', () => {
  it.each([
    [{ name: 'NoSuchBucket' }, 'there is no such bucket', true],
    [{ name: 'AccessDenied' }, 'access denied', false],
    [{ name: 'ExpiredToken' }, 'the credentials have expired', true],
    [{ name: 'InvalidAccessKeyId' }, 'the credentials are not known there', true],
    [{ name: 'CredentialsProviderError' }, 'no credentials were found', true],
    [{ code: 'ENOTFOUND' }, 'its server cannot be found', true],
    [{ code: 'ECONNREFUSED' }, 'its server refuses connections', true],
    [{ name: 'TimeoutError' }, 'its server does not answer', true],
    [{ code: 'ECONNRESET' }, 'the connection broke off, even after several tries', false],
    [{ name: 'CutBody' }, 'the answer broke off, even after several tries', false],
    [{ code: 'EPROTO' }, 'its server does not speak TLS (is it http:// rather than https://?)', true],
    [{ name: 'NotS3' }, 'its server does not answer as S3 does', true],
    [{ name: 'SlowDown' }, 'S3 asks to slow down, even after several tries', false],
    [{ name: 'UnknownError', $metadata: { httpStatusCode: 403 } }, 'access denied', false],
    [{ name: 'InternalError' }, 'InternalError: in its own words', false],
    [{}, 'in its own words', false],
  ])('%j: %s; hopeless: %s', (facts, text, hopeless) => {
    const error = failure(facts);
    expect(s3Problem(error).text).toBe(text);
    expect(isHopeless(error)).toBe(hopeless);
  });

  it('tells an expired session from none, and what a certificate lacks', () => {
    const expired = failure({ name: 'CredentialsProviderError' }, 'The SSO session has expired.');
    expect(s3Problem(expired).text).toBe('the credentials have expired');
    const certificate = failure({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'self-signed certificate');
    expect(s3Problem(certificate).text).toBe(
      "its server's certificate is not trusted (self-signed certificate); NODE_EXTRA_CA_CERTS=FILE names who signs it",
    );
  });

  it('looks through what was made of it on the way', () => {
    const answer = Object.assign(new Error('Unknown'), { $metadata: { httpStatusCode: 403 } });
    const told = new StoreFailure('s3://archive/', new Error('access denied (HTTP 403)', { cause: answer }));
    expect(s3Problem(told).text).toBe('access denied');
  });

  it('says what can be done', () => {
    expect(s3Reason(failure({ name: 'CredentialsProviderError' }), HERE)).toContain('--no-sign-request');
    expect(s3Reason(failure({ name: 'AccessDenied' }), { anonymous: true })).toContain(
      'leave out --no-sign-request',
    );
    const elsewhere = { ...HERE, endpoint: 'http://127.0.0.1:9000' };
    expect(s3Reason(failure({ code: 'ECONNREFUSED' }), elsewhere)).toContain('http://127.0.0.1:9000');
    expect(s3Reason(failure({ name: 'NoSuchBucket' }), HERE)).toBe('there is no such bucket');
  });
});
