import {
  type Capability,
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { until } from './deadline.ts';
import { makeBucket } from './make-bucket.ts';

export interface Template {
  readonly Resources: Record<string, { readonly Type: string; Properties: Record<string, unknown> }>;
  readonly Parameters?: Record<string, unknown>;
}

const client = new CloudFormationClient();
const Capabilities: Capability[] = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'];

/** Creates a stack of whatever is there before ours comes. */
export async function createStack(stack: string, template: object): Promise<void> {
  await client.send(
    new CreateStackCommand({ StackName: stack, TemplateBody: JSON.stringify(template), Capabilities }),
  );
  await settled(stack);
}

/**
 * Changes a deployed stack behind the back of cdk.
 * @returns a function that makes it what it was
 */
export async function changeStack(
  stack: string,
  change: (template: Template) => void,
): Promise<() => Promise<void>> {
  const { TemplateBody = '' } = await client.send(
    new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }),
  );
  const template = JSON.parse(TemplateBody) as Template;
  change(template);
  await update(stack, template);
  return () => update(stack, JSON.parse(TemplateBody) as Template);
}

async function update(stack: string, template: Template): Promise<void> {
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
    }),
  );
  await settled(stack);
}

/** A template may be too large for a request: a bucket takes it. */
async function uploaded(template: Template): Promise<string> {
  const [Bucket, Key] = ['templates-of-tests', 'template.json'];
  await makeBucket(Bucket);
  await s3Client().send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(template) }));
  return `${process.env['AWS_ENDPOINT_URL']}/${Bucket}/${Key}`;
}

const settled = (stack: string): Promise<true> =>
  until(`${stack} is made`, 60_000, async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const { StackStatus = '', StackStatusReason = '' } = Stacks?.[0] ?? {};
    if (/ROLLBACK|FAILED/.test(StackStatus)) throw new Error(`${stack}: ${StackStatus} ${StackStatusReason}`);
    return StackStatus.endsWith('_COMPLETE') || undefined;
  }) as Promise<true>;
