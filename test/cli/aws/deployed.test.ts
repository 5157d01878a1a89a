import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { deployedStack } from '../../../lib/cli/aws/deployed.ts';
import { RunFailed } from '../../../lib/cli/errors.ts';
import { ODD_PREFIX, OUTPUTS, stackWith } from '../../helpers/our-stack.ts';

function cloudFormation() {
  const client = new CloudFormationClient({ region: 'eu-central-1' });
  return { client, stub: mockClient(client).on(DescribeStacksCommand) };
}

describe('a deployed stack', () => {
  it('is known by its outputs', async () => {
    const { client, stub } = cloudFormation();
    stub.resolves({ Stacks: [stackWith()] });
    const { SourcePrefix, ...outputs } = OUTPUTS;
    expect(await deployedStack(client, 'my-fits-datalake')).toEqual({
      ...{ name: 'my-fits-datalake', region: 'eu-central-1', status: 'CREATE_COMPLETE' },
      sourcePrefix: SourcePrefix,
      outputs: expect.objectContaining(outputs),
    });
  });
  it('may have a prefix of any characters', async () => {
    const { client, stub } = cloudFormation();
    stub.resolves({ Stacks: [stackWith({ ...OUTPUTS, SourcePrefix: encodeURI(ODD_PREFIX) })] });
    expect((await deployedStack(client, 'a')).sourcePrefix).toBe(ODD_PREFIX);
  });
  it('need not have a prefix', async () => {
    const { client, stub } = cloudFormation();
    const { SourcePrefix, ...outputs } = OUTPUTS;
    stub.resolves({ Stacks: [stackWith(outputs)] });
    expect((await deployedStack(client, 'a')).sourcePrefix).toBe('');
  });
  it.each([
    [stackWith({}, 'CREATE_IN_PROGRESS'), 'the stack a is not there yet (CREATE_IN_PROGRESS)'],
    [
      stackWith({}, 'ROLLBACK_COMPLETE'),
      'the stack a cannot be queried: its status is ROLLBACK_COMPLETE; npx cdk deploy creates it again',
    ],
    [
      stackWith({ Database: 'd' }),
      /^the stack a is none of fits-datalake, .* no output SourceBucket, TargetBucket, /,
    ],
  ])('%#: may not be fit to be asked', async (stack, said) => {
    const { client, stub } = cloudFormation();
    stub.resolves({ Stacks: [stack] });
    const asked = deployedStack(client, 'a');
    await expect(asked).rejects.toThrow(RunFailed);
    await expect(asked).rejects.toThrow(said);
  });
  it.each([
    [
      'Stack with id a does not exist',
      /^there is no stack a in eu-central-1 of this account; npx cdk deploy makes it/,
    ],
    ["1 validation error detected: Value 'a b' at 'stackName'", /^--stack a: 1 validation error/],
  ])('%s', async (message, said) => {
    const { client, stub } = cloudFormation();
    stub.rejects(Object.assign(new Error(message), { name: 'ValidationError' }));
    await expect(deployedStack(client, 'a')).rejects.toThrow(said);
  });
});
