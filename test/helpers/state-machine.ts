import { expect } from 'vitest';
import type { Resource, synthesized } from './synthesized.ts';

/** A state of a definition, as far as tests look into it. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Label?: string;
  readonly Choices?: readonly { readonly Next: string; readonly [field: string]: unknown }[];
  readonly Default?: string;
  readonly ItemReader?: Readonly<Record<string, unknown>>;
  readonly Catch?: readonly { ErrorEquals: string[]; ResultPath: string | null; Next: string }[];
  readonly Retry?: readonly Retrier[];
  readonly TimeoutSeconds?: number;
  readonly ItemProcessor?: Definition & { readonly ProcessorConfig: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly JitterStrategy: string;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** What the names of CloudFormation stand for, once a stack is deployed. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

/** The definition of the one state machine of a stack, as Step Functions would be given it. */
export function definitionOf(stack: ReturnType<typeof synthesized>): Definition {
  const [machine, ...others] = stack.of('AWS::StepFunctions::StateMachine');
  expect(others).toEqual([]);
  const joined = machine?.Properties['DefinitionString'] as { 'Fn::Join': [string, unknown[]] };
  const [between, parts] = joined['Fn::Join'];
  return JSON.parse(parts.map((part) => deployed(part, stack.resources)).join(between)) as Definition;
}

function deployed(part: unknown, resources: readonly Resource[]): string {
  if (typeof part === 'string') return part;
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = Ref ?? attribute?.[0] ?? '';
  if (id in PSEUDO) return PSEUDO[id] ?? '';
  const found = resources.find((one) => one.id === id);
  switch (`${found?.Type}.${attribute?.[1] ?? 'Ref'}`) {
    case 'AWS::Lambda::Function.Arn':
      return `arn:aws:lambda:eu-west-1:111122223333:function:${id}`;
    case 'AWS::S3::Bucket.Ref':
      return 'the-lake';
    case 'AWS::Glue::Crawler.Ref':
      return String(found?.Properties['Name']);
    default:
      throw new Error(`a definition names ${JSON.stringify(part)}`);
  }
}
