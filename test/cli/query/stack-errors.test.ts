import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { execution, rowOf } from '../../helpers/fake-athena.ts';
import { athenaAnswers, type FakeAws, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { stackWith } from '../../helpers/our-stack.ts';
import { runMain } from '../../helpers/run-main.ts';

const NAME = 'my-fits-datalake';
const SQL = 'SELECT object FROM files';
const OBJECTS = athenaAnswers({ object: 'varchar' }, { rows: [rowOf('object'), rowOf('M31')] });

/** Runs a query that fails, with these answers of AWS and these variables; returns the message. */
async function failedQuery(
  answers: FakeAws['answers'],
  { sql = SQL, env = {} }: { readonly sql?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const fake = await fakeAws({ ...OBJECTS, ...answers });
  const run = await runMain(['query', '--stack', NAME, sql], { env: { ...fake.env, ...env } });
  expect(run).toMatchObject({ status: EXIT.failed, stdout: '' });
  expect(run.stderr).toMatch(/^fits-datalake: [^\n]*\n$/);
  return run.stderr;
}

const refusal = (code: string, message: string) => () => {
  throw new Refused(code, message);
};

describe('a query of a stack reports in one sentence', () => {
  it('a stack that does not exist', async () => {
    const none = refusal('ValidationError', `Stack with id ${NAME} does not exist`);
    expect(await failedQuery({ DescribeStacks: none })).toMatch(
      /no stack my-fits-datalake in eu-central-1 .*cdk deploy/,
    );
  });
  it('a stack that does not belong to fits-datalake', async () => {
    const other = () => ({ Stacks: [stackWith({ Website: 'x' })] });
    expect(await failedQuery({ DescribeStacks: other })).toMatch(/my-fits-datalake .* Workgroup, Database/);
  });
  it.each([
    [
      'AccessDeniedException',
      'User: a may not perform: athena:StartQueryExecution',
      /denied: .*athena:StartQueryExecution/,
    ],
    [
      'UnrecognizedClientException',
      'The security token is invalid',
      /not accepted: The security token is invalid/,
    ],
    ['ExpiredTokenException', 'expired', /credentials have expired.*aws sso login/],
  ])('an error of AWS: %s', async (code, message, reason) => {
    expect(await failedQuery({ StartQueryExecution: refusal(code, message) })).toMatch(reason);
  });
  it('a query that Athena refuses, with a hint', async () => {
    const reason = "COLUMN_NOT_FOUND: line 1:8: Column 'fltr' cannot be resolved";
    const failed = () => execution('FAILED', reason);
    expect(await failedQuery({ GetQueryExecution: failed }, { sql: 'SELECT fltr FROM files' })).toMatch(
      /Column 'fltr' .*line 1, column 8.*\bfilter\b/,
    );
  });
  it('a server that does not answer', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    expect(await failedQuery({}, { env })).toMatch(/ECONNREFUSED.*network/);
  });
  it('a region that is not set', async () => {
    const env = { AWS_REGION: '', AWS_DEFAULT_REGION: '' };
    expect(await failedQuery({}, { env })).toMatch(/region.*--region/);
  });
  it('credentials that were not found', async () => {
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };
    expect(await failedQuery({}, { env })).toMatch(/no credentials.*AWS_PROFILE/);
  });
  it('without control characters from a server', async () => {
    const odd = refusal('InvalidRequestException', 'Odd \u001b[31m');
    expect(await failedQuery({ StartQueryExecution: odd })).toContain('Odd \ufffd[31m');
  });
});
