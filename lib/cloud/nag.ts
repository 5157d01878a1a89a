import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Tells cdk-nag why a role or policy names resources by a pattern. The rule requires each pattern to be acknowledged
 * separately.
 */
export function acknowledgePattern(policy: Construct, arn: string, reason: string): void {
  const resource = flatText(Stack.of(policy).resolve(arn));
  Validations.of(policy).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
}

/** A CloudFormation value as one string, with references in angle brackets: `<Bucket.Arn>/headers/*`. */
export function flatText(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\$\{/g, '<').replace(/\}/g, '>');
  const [name, argument] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  if (name === 'Ref') return `<${String(argument)}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::Sub') return flatText(argument);
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [separator, parts] = argument as [string, unknown[]];
  return parts.map(flatText).join(separator);
}
