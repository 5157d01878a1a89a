import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import {
  decodePrefix,
  OPTIONAL_OUTPUT,
  REQUIRED_OUTPUTS,
  type RequiredOutput,
} from '../../deployment/outputs.ts';
import { RunFailed } from '../errors.ts';

/** A stack of ours as CloudFormation knows it. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /** How keys of the source begin that it is about, '' for all. */
  readonly sourcePrefix: string;
  readonly outputs: Readonly<Record<RequiredOutput, string>>;
}

/**
 * Looks a stack up by its name. Throws {@link RunFailed} where there is none, or one that is none of ours.
 *
 * @param needs the outputs without which nothing can be done: a stack of an older version has not all
 * @param signal ends the looking
 */
export async function deployedStack(
  client: CloudFormationClient,
  name: string,
  {
    needs = REQUIRED_OUTPUTS,
    signal,
  }: { readonly needs?: readonly RequiredOutput[]; readonly signal?: AbortSignal } = {},
): Promise<DeployedStack> {
  const stack = await described(client, name, signal);
  const region = await client.config.region();
  const status = stack?.StackStatus ?? '';
  if (stack === undefined || status === 'DELETE_COMPLETE')
    throw new RunFailed(
      `there is no stack ${name} in ${region} of this account; npx cdk deploy makes it, --region looks elsewhere`,
    );
  const given = new Map(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = needs.filter((output) => !given.get(output));
  if (missing.length > 0) throw new RunFailed(notReady(name, status, missing));
  return {
    name,
    region,
    status,
    sourcePrefix: decodePrefix(given.get(OPTIONAL_OUTPUT)),
    outputs: Object.fromEntries(
      REQUIRED_OUTPUTS.map((output) => [output, given.get(output) ?? '']),
    ) as Record<RequiredOutput, string>,
  };
}

async function described(
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
      // a name that none can have
      throw new RunFailed(`--stack ${name}: ${error.message}`);
    }
    throw error;
  }
}

function notReady(name: string, status: string, missing: readonly string[]): string {
  if (/^CREATE_IN_PROGRESS|^REVIEW_IN_PROGRESS/.test(status))
    return `the stack ${name} is not there yet (${status})`;
  const stuck = `the stack ${name} cannot be queried: its status is ${status}`;
  // most often permissions that had not taken effect yet
  if (status === 'ROLLBACK_COMPLETE')
    return `${stuck}; npx cdk deploy creates it again, or says why it cannot`;
  if (/ROLLBACK|FAILED|^DELETE/.test(status)) return stuck;
  return (
    `the stack ${name} is none of fits-datalake, or of an older version: it has no output ${missing.join(', ')}; ` +
    'cdk deploy brings one of ours up to date'
  );
}
