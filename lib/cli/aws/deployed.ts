import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import {
  decodePrefix,
  OPTIONAL_OUTPUT,
  REQUIRED_OUTPUTS,
  type RequiredOutput,
} from '../../deployment/outputs.ts';
import { RunFailed } from '../errors.ts';

/** A deployed stack of fits-datalake, as CloudFormation describes it. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /** What the source keys begin with; '' if the whole bucket belongs to the stack. */
  readonly sourcePrefix: string;
  readonly outputs: Readonly<Record<RequiredOutput, string>>;
}

/** What a command needs from the stack. */
interface Needs {
  /** The outputs that the command cannot do without: a stack of an older release may lack some. Default: all. */
  readonly needs?: readonly RequiredOutput[];
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
  { needs = REQUIRED_OUTPUTS, signal }: Needs = {},
): Promise<DeployedStack> {
  const stack = await describeStack(client, name, signal);
  const region = await client.config.region();
  const status = stack?.StackStatus ?? '';
  if (stack === undefined || status === 'DELETE_COMPLETE')
    throw new RunFailed(
      `there is no stack ${name} in ${region} for this account; create it with npx cdk deploy, or select another region with --region`,
    );
  const values = new Map(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = needs.filter((output) => !values.get(output));
  if (missing.length > 0) throw new RunFailed(notUsable(name, status, missing));
  return {
    name,
    region,
    status,
    sourcePrefix: decodePrefix(values.get(OPTIONAL_OUTPUT)),
    outputs: Object.fromEntries(
      REQUIRED_OUTPUTS.map((output) => [output, values.get(output) ?? '']),
    ) as Record<RequiredOutput, string>,
  };
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
