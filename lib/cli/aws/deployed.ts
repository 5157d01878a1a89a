import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { decodePrefix, REQUIRED_OUTPUTS, type RequiredOutput } from '../../deployment/outputs.ts';
import { decodeSources, type Source } from '../../deployment/sources.ts';
import { RunFailed } from '../errors.ts';

/** A deployed stack of fits-datalake, as CloudFormation describes it. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /** What the stack covers. */
  readonly sources: readonly Source[];
  /** Whether its setting `sourceBucket` is a list. */
  readonly hasList: boolean;
  readonly outputs: Readonly<Record<RequiredOutput, string>>;
}

/** An output that a command needs. `Sources` stands for whatever names the sources. */
export type Need = RequiredOutput | 'Sources';

const ALL: readonly Need[] = ['Sources', ...REQUIRED_OUTPUTS];

/** What a command needs from the stack. */
interface Needs {
  /** The outputs that the command cannot do without: a stack of an older release may lack some. Default: all. */
  readonly needs?: readonly Need[];
  /** Aborts the request. */
  readonly signal?: AbortSignal;
}

/**
 * Finds a stack by its name.
 *
 * @throws RunFailed if the stack does not exist, is not ready, is not a stack of fits-datalake, or lacks an output
 */
export async function deployedStack(
  client: CloudFormationClient,
  name: string,
  { needs = ALL, signal }: Needs = {},
): Promise<DeployedStack> {
  const stack = await describeStack(client, name, signal);
  const region = await client.config.region();
  const status = stack?.StackStatus ?? '';
  if (stack === undefined || status === 'DELETE_COMPLETE')
    throw new RunFailed(
      `there is no stack ${name} in ${region} for this account; create it with npx cdk deploy, or select another region with --region`,
    );
  const values = new Map(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const found = sourcesIn(values);
  const missing = needs.filter((need) =>
    need === 'Sources' ? found.sources.length === 0 : !values.get(need),
  );
  if (missing.length > 0) throw new RunFailed(notUsable(name, status, missing));
  return {
    name,
    region,
    status,
    ...found,
    outputs: Object.fromEntries(
      REQUIRED_OUTPUTS.map((output) => [output, values.get(output) ?? '']),
    ) as Record<RequiredOutput, string>,
  };
}

/** A stack with a list of sources, and only that, has no output `SourceBucket`. */
function sourcesIn(
  values: ReadonlyMap<string | undefined, string | undefined>,
): Pick<DeployedStack, 'sources' | 'hasList'> {
  const bucket = values.get('SourceBucket');
  if (!bucket) return { sources: decodeSources(values.get('Sources') ?? ''), hasList: true };
  return { sources: [{ bucket, prefix: decodePrefix(values.get('SourcePrefix')) }], hasList: false };
}

async function describeStack(
  client: CloudFormationClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Stack | undefined> {
  try {
    const command = new DescribeStacksCommand({ StackName: name });
    return (await client.send(command, signal && { abortSignal: signal })).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') {
      if (/does not exist/.test(error.message)) return undefined;
      // not a valid name
      throw new RunFailed(`--stack ${name}: ${error.message}`);
    }
    throw error;
  }
}

/** Why a stack without these outputs cannot be used. */
function notUsable(name: string, status: string, missing: readonly string[]): string {
  if (/^CREATE_IN_PROGRESS|^REVIEW_IN_PROGRESS/.test(status))
    return `the stack ${name} is still being created (${status})`;
  const reason = `the stack ${name} cannot be used: its status is ${status}`;
  // most often, permissions had not taken effect yet
  if (status === 'ROLLBACK_COMPLETE')
    return `${reason}; npx cdk deploy creates it again, or shows why it cannot`;
  if (/ROLLBACK|FAILED|^DELETE/.test(status)) return reason;
  return (
    `the stack ${name} does not belong to fits-datalake, or an older release created it: it has no output ` +
    `${missing.join(', ')}; npx cdk deploy updates an older stack`
  );
}
