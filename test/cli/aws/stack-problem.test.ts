import { describe, expect, it } from 'vitest';
import { awsReason, stackFailure } from '../../../lib/cli/aws/stack-problem.ts';
import { RunFailed } from '../../../lib/cli/errors.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';

const errorOf = (facts: object, message = 'as AWS says'): Error => Object.assign(new Error(message), facts);

describe('why AWS could not be asked', () => {
  it.each<[Error, RegExp]>([
    [errorOf({}, 'Region is missing'), /^no AWS region is set: --region/],
    [
      errorOf({ name: 'CredentialsProviderError' }, 'Could not load'),
      /^no AWS credentials were found: .*Could not load/,
    ],
    [
      errorOf(
        { name: 'CredentialsProviderError' },
        'The SSO session associated with this profile has expired.',
      ),
      /^the AWS credentials have expired: The SSO session/,
    ],
    [errorOf({ name: 'ExpiredToken' }), /^the AWS credentials have expired: get new ones/],
    [errorOf({ name: 'InvalidClientTokenId' }), /^AWS does not take the credentials: as AWS says$/],
    [errorOf({ name: 'AccessDenied' }), /^access denied: as AWS says$/],
    [errorOf({ name: 'ThrottlingException' }), /^AWS asks to slow down/],
    [
      errorOf({ name: 'InvalidRequestException', $metadata: {} }, 'No output location provided. An output'),
      /^the workgroup does not keep results \(No output location .*: managed query results are off, or this region/,
    ],
    [errorOf({ code: 'ENOTFOUND' }), /^AWS cannot be reached \(as AWS says\): is there a network/],
    [errorOf({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), /^the server's certificate is not trusted/],
    [errorOf({ name: 'TimeoutError' }), /^AWS does not answer/],
    [errorOf({ name: 'EntityNotFoundException', $metadata: {} }), /^EntityNotFoundException: as AWS says$/],
  ])('%s', (error, reason) => {
    expect(awsReason(error)).toMatch(reason);
    expect(stackFailure(error)).toBeInstanceOf(RunFailed);
  });
  it('is not told of mistakes of ours', () => {
    const mistake = new TypeError('x is undefined');
    expect(awsReason(mistake)).toBeUndefined();
    expect(stackFailure(mistake)).toBe(mistake);
  });
  it('steers no terminal', () => {
    expect(stackFailure(new QueryRefused('Column \u001b[31m'))).toEqual(new RunFailed('Column \ufffd[31m'));
  });
});
