import { randomUUID } from 'node:crypto';
import {
  type Capability,
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { until } from './deadline.ts';
import { makeBucket } from './make-bucket.ts';

/** A CloudFormation template, as far as the tests change it. */
export interface Template {
  readonly Resources: Record<string, { readonly Type: string; Properties: Record<string, unknown> }>;
  readonly Parameters?: Record<string, unknown>;
}

const client = new CloudFormationClient();
const Capabilities: Capability[] = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'];

/** Creates a stack and waits until it is complete. */
export async function createStack(stack: string, template: object): Promise<void> {
  await client.send(
    new CreateStackCommand({ StackName: stack, TemplateBody: JSON.stringify(template), Capabilities }),
  );
  await settled(stack);
}

/**
 * Changes a deployed stack directly in CloudFormation, without cdk.
 *
 * @returns a function that restores it
 */
export async function changeStack(
  stack: string,
  change: (template: Template) => void,
): Promise<() => Promise<void>> {
  const { original, changed } = await templates(stack, change);
  await update(stack, changed);
  return () => update(stack, original);
}

/**
 * Starts a change that must fail, and waits until the stack is rolled back.
 *
 * @returns CloudFormation's reasons for the resources that failed
 */
export async function refusedChange(stack: string, change: (template: Template) => void): Promise<string[]> {
  const { changed } = await templates(stack, change);
  const token = await startUpdate(stack, changed);
  await until(`${stack} to be rolled back`, 240_000, async () => {
    const { StackStatus = '' } = await statusOf(stack);
    if (/^UPDATE_COMPLETE|FAILED/.test(StackStatus)) throw new Error(`${stack}: ${StackStatus}`);
    return StackStatus === 'UPDATE_ROLLBACK_COMPLETE';
  });
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stack }));
  return StackEvents.flatMap(({ ClientRequestToken, ResourceStatus, ResourceStatusReason = '' }) =>
    ClientRequestToken === token && ResourceStatus === 'UPDATE_FAILED' ? [ResourceStatusReason] : [],
  );
}

async function templates(
  stack: string,
  change: (template: Template) => void,
): Promise<{ readonly original: Template; readonly changed: Template }> {
  const { TemplateBody = '' } = await client.send(
    new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }),
  );
  const [original, changed] = [JSON.parse(TemplateBody) as Template, JSON.parse(TemplateBody) as Template];
  change(changed);
  return { original, changed };
}

async function update(stack: string, template: Template): Promise<void> {
  await startUpdate(stack, template);
  await settled(stack);
}

/** @returns the token that identifies the events of this update */
async function startUpdate(stack: string, template: Template): Promise<string> {
  const token = randomUUID();
  const Parameters = Object.keys(template.Parameters ?? {}).map((ParameterKey) => ({
    ParameterKey,
    UsePreviousValue: true,
  }));
  await client.send(
    new UpdateStackCommand({
      StackName: stack,
      TemplateURL: await uploaded(template),
      Capabilities,
      Parameters,
      ClientRequestToken: token,
    }),
  );
  return token;
}

/** Uploads a template to a bucket and returns its URL, because it may be too large for a request. */
async function uploaded(template: Template): Promise<string> {
  const [Bucket, Key] = ['templates-of-tests', 'template.json'];
  await makeBucket(Bucket);
  await s3Client().send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(template) }));
  return `${process.env['AWS_ENDPOINT_URL']}/${Bucket}/${Key}`;
}

const settled = (stack: string): Promise<true> =>
  until(`${stack} to be complete`, 240_000, async () => {
    const { StackStatus = '', StackStatusReason = '' } = await statusOf(stack);
    if (/ROLLBACK|FAILED/.test(StackStatus)) throw new Error(`${stack}: ${StackStatus} ${StackStatusReason}`);
    return StackStatus.endsWith('_COMPLETE') || undefined;
  }) as Promise<true>;

async function statusOf(stack: string): Promise<Partial<Stack>> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  return Stacks?.[0] ?? {};
}
