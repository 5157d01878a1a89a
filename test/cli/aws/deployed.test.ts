import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { deployedStack } from '../../../lib/cli/aws/deployed.ts';
import { RunFailed } from '../../../lib/cli/errors.ts';
import { listOutputs, ODD_PREFIX, ONE_SOURCE, OUTPUTS, stackWith } from '../../helpers/our-stack.ts';

function cloudFormation() {
  const client = new CloudFormationClient({ region: 'eu-central-1' });
  return { client, stub: mockClient(client).on(DescribeStacksCommand) };
}

describe('a deployed stack', () => {
  it('is described by its outputs', async () => {
    const { client, stub } = cloudFormation();
    stub.resolves({ Stacks: [stackWith()] });
    const { SourceBucket, SourcePrefix, Sources, ...outputs } = OUTPUTS;
    expect(await deployedStack(client, 'my-fits-datalake')).toEqual({
      ...{ name: 'my-fits-datalake', region: 'eu-central-1', status: 'CREATE_COMPLETE' },
      ...{ sources: [{ bucket: SourceBucket, prefix: SourcePrefix }], hasList: false },
      outputs: expect.objectContaining(outputs),
    });
  });
  it('may have a prefix with any characters', async () => {
    const { client, stub } = cloudFormation();
    stub.resolves({ Stacks: [stackWith({ ...OUTPUTS, SourcePrefix: encodeURI(ODD_PREFIX) })] });
    expect((await deployedStack(client, 'a')).sources).toEqual([{ bucket: 'archive', prefix: ODD_PREFIX }]);
  });
  it('may have no prefix', async () => {
    const { client, stub } = cloudFormation();
    const { SourcePrefix, ...outputs } = OUTPUTS;
    stub.resolves({ Stacks: [stackWith(outputs)] });
    expect((await deployedStack(client, 'a')).sources).toEqual([{ bucket: 'archive', prefix: '' }]);
  });
  it('of an older release does not list its source', async () => {
    const { client, stub } = cloudFormation();
    const { Sources, ...outputs } = OUTPUTS;
    stub.resolves({ Stacks: [stackWith(outputs)] });
    expect(await deployedStack(client, 'a')).toMatchObject(ONE_SOURCE);
  });
  it('may have a list of sources', async () => {
    const { client, stub } = cloudFormation();
    const sources = [
      { bucket: 'archive', prefix: ODD_PREFIX },
      { bucket: 'survey', prefix: '' },
    ];
    stub.resolves({ Stacks: [stackWith(listOutputs(sources))] });
    expect(await deployedStack(client, 'a')).toMatchObject({ sources, hasList: true });
  });
  it('may lack outputs that the command does not need', async () => {
    const { client, stub } = cloudFormation();
    stub.resolves({ Stacks: [stackWith({ Crawler: 'c' })] });
    expect((await deployedStack(client, 'a', { needs: ['Crawler'] })).outputs.Crawler).toBe('c');
  });
});

describe('a stack that cannot be used', () => {
  it.each([
    ['is still being created', stackWith({}, 'CREATE_IN_PROGRESS'), /the stack a .*CREATE_IN_PROGRESS/],
    [
      'could not be created',
      stackWith({}, 'ROLLBACK_COMPLETE'),
      /the stack a .*ROLLBACK_COMPLETE; npx cdk deploy/,
    ],
    ['lacks outputs', stackWith({ Database: 'd' }), /the stack a .* Sources, TargetBucket, .*cdk deploy/],
  ])('%s', async (_, stack, reason) => {
    const { client, stub } = cloudFormation();
    stub.resolves({ Stacks: [stack] });
    const finding = deployedStack(client, 'a');
    await expect(finding).rejects.toThrow(RunFailed);
    await expect(finding).rejects.toThrow(reason);
  });
  it.each([
    ['does not exist', 'Stack with id a does not exist', /no stack a in eu-central-1 .*cdk deploy.*--region/],
    ['has an invalid name', "1 validation error detected: Value 'a b'", /^--stack a: 1 validation error/],
  ])('%s', async (_, message, reason) => {
    const { client, stub } = cloudFormation();
    stub.rejects(Object.assign(new Error(message), { name: 'ValidationError' }));
    await expect(deployedStack(client, 'a')).rejects.toThrow(reason);
  });
});
