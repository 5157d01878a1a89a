import type { Resource, Synthesized } from './synthesized.ts';

/** A state of a definition, as far as tests read it. */
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

/** The definition of a state machine, or of what a map does with each batch. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The values of CloudFormation's pseudo parameters in a deployed stack. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

/** The ARN that {@link definitionOf} assigns to a function with this logical id. */
export const functionArn = (id: string): string => `arn:aws:lambda:eu-west-1:111122223333:function:${id}`;

/** The definition of the state machine of backfills, as Step Functions would receive it. */
export function definitionOf(stack: Synthesized): Definition {
  const machine = stack.only('AWS::StepFunctions::StateMachine', 'Backfill/Machine');
  const joined = machine.Properties['DefinitionString'] as { 'Fn::Join': [string, unknown[]] };
  const [separator, parts] = joined['Fn::Join'];
  return JSON.parse(parts.map((part) => resolved(part, stack.resources)).join(separator)) as Definition;
}

function resolved(part: unknown, resources: readonly Resource[]): string {
  if (typeof part === 'string') return part;
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = Ref ?? attribute?.[0] ?? '';
  if (id in PSEUDO_PARAMETERS) return PSEUDO_PARAMETERS[id] ?? '';
  const resource = resources.find((candidate) => candidate.id === id);
  switch (`${resource?.Type}.${attribute?.[1] ?? 'Ref'}`) {
    case 'AWS::Lambda::Function.Arn':
      return functionArn(id);
    case 'AWS::S3::Bucket.Ref':
      return 'the-lake';
    case 'AWS::Glue::Crawler.Ref':
      return String(resource?.Properties['Name']);
    default:
      throw new Error(`a definition refers to ${JSON.stringify(part)}`);
  }
}

/** A state by its name. Fails if there is none. */
export function stateOf({ States }: Definition, name: string | undefined): State {
  const state = States[name ?? ''];
  if (state === undefined) throw new Error(`no state ${name}`);
  return state;
}

/** The states that a run over the whole bucket goes through if nothing goes wrong. */
export function statesInOrder(definition: Definition): State[] {
  // the first choice is between kinds of runs
  const begin = stateOf(definition, stateOf(definition, definition.StartAt).Default);
  const states = [begin];
  const nextOf = ({ Next, Choices }: State): string | undefined => Next ?? Choices?.[0]?.Next;
  for (let next = nextOf(begin); next !== undefined; next = nextOf(states.at(-1) as State)) {
    states.push(stateOf(definition, next));
  }
  return states;
}

/** The Distributed Maps of a stack without a `sourcePrefix`, by their labels. */
export function mapsOf(definition: Definition): Readonly<Record<'source' | 'bucket' | 'lake', State>> {
  const map = (label: string): State => {
    const [state, ...others] = Object.values(definition.States).filter(({ Label }) => Label === label);
    if (state === undefined || others.length > 0) throw new Error(`not exactly one map ${label}`);
    return state;
  };
  return { source: map('source'), bucket: map('bucket'), lake: map('lake') };
}
