import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Says to cdk-nag why some role may do something to all that a pattern names: it wants each pattern acknowledged by
 * itself.
 */
export function acknowledgePattern(role: Construct, arn: string, reason: string): void {
  const resource = flat(Stack.of(role).resolve(arn));
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
}

/** What CloudFormation puts together, as one text: `<Bucket.Arn>/headers/*`. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\$\{/g, '<').replace(/\}/g, '>');
  const [name, inside] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  if (name === 'Ref') return `<${String(inside)}>`;
  if (name === 'Fn::GetAtt') return `<${(inside as string[]).join('.')}>`;
  if (name === 'Fn::Sub') return flat(inside);
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [between, parts] = inside as [string, unknown[]];
  return parts.map(flat).join(between);
}
