import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CompactionInput, compactionDefinition } from '../../../lib/cloud/compaction/definition.ts';
import { runStatements } from '../../../lib/sql/compaction/run.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';
import { views } from '../../../lib/sql/views.ts';
import { standInForAthena } from '../../helpers/athena-stand-in.ts';
import { ended, started } from '../../helpers/execution.ts';
import { ACCOUNT, type Ministack, REGION, startMinistack } from '../../helpers/ministack.ts';
import { expectSame } from '../same-answers.ts';
import { askTrino } from '../trino-client.ts';
import { fromTrino } from '../typed-answer.ts';
import { archiveFile } from './archive.ts';
import { compactedLake } from './compacted-lake.ts';
import type { LiveLake } from './live-lake.ts';
import { trinoTasks } from './machine.ts';
import { trinoDialect } from './trino-dialect.ts';

// The state machine on MiniStack, with Trino in place of Athena.

const DATABASE = 'on_ministack';
const HOUR = 3_600_000;

describe('the state machine on MiniStack', () => {
  let ministack: Ministack;
  let lake: LiveLake;
  let sfn: SFNClient;
  let machine = '';

  beforeAll(async () => {
    ministack = await startMinistack('test:athena');
    setDefaultCACertificates([...getCACertificates(), ministack.certificate.cert.toString()]);
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };
    const config = { region: REGION, endpoint: ministack.endpoint, credentials };
    const compacted = await compactedLake(DATABASE);
    lake = compacted.lake;
    // the bucket of the lock
    const { bucket } = compacted.deployed;
    await new S3Client({ ...config, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucket }));
    sfn = new SFNClient(config);
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({
        name: 'compaction',
        roleArn: await roleOf(new CloudFormationClient(config)),
        definition: JSON.stringify(
          compactionDefinition({
            ...{ bucket, database: DATABASE, workgroup: 'compaction' },
            statements: runStatements({
              keywords: [],
              dialect: trinoDialect(DATABASE),
              location: `s3://${bucket}/compacted/`,
            }),
          }),
        ),
      }),
    );
    machine = stateMachineArn ?? '';
  });
  afterAll(() => ministack?.stop());

  const execute = async (input: CompactionInput): Promise<void> => {
    const arn = await started(sfn, machine, input);
    expect(await ended(sfn, arn, 1_200_000)).toMatchObject({ status: 'SUCCEEDED' });
  };
  /** Every view shows what its SQL over the lake objects returns. */
  const expectTruth = async (): Promise<void> => {
    const answer = (from: string) => fromTrino(inject('trino'), DATABASE, `SELECT * FROM ${from}`);
    for (const { name, sql } of views().filter((view) => VIEWS.includes(view.name)))
      expectSame(name, await answer(name), await answer(`(${sql}) AS lake`));
  };

  it('brings the tables up to date', { timeout: 3_600_000 }, async () => {
    const ask = (sql: string) => askTrino(inject('trino'), sql, DATABASE);
    await standInForAthena(trinoTasks(ask), ministack.env);
    const change = async (numbers: readonly number[], version: number) =>
      lake.writeDelta(
        await Promise.all(numbers.map((number) => lake.write(archiveFile(number, version)))),
        new Date(Date.now() - HOUR),
      );
    await change([1, 2, 3], 1);
    await execute({ rebuild: true });
    await expectTruth();
    await change([2, 4], 2);
    await execute({});
    await expectTruth();
    expect((await ask('SELECT count(*) FROM files')).rows).toEqual([[4]]);
  });
});

/** A role that may do what the machine does. Its own role is tested where the whole stack is on MiniStack. */
async function roleOf(client: CloudFormationClient): Promise<string> {
  const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const all = { Effect: 'Allow', Action: ['s3:*', 'athena:*', 'states:*'], Resource: '*' };
  const policyOf = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'compaction',
      AssumeRolePolicyDocument: policyOf(trust),
      Policies: [{ PolicyName: 'all', PolicyDocument: policyOf(all) }],
    },
  };
  const StackName = 'role';
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources: { Role: role } }),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 300, minDelay: 1 }, { StackName });
  return `arn:aws:iam::${ACCOUNT}:role/compaction`;
}
