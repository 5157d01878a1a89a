// status --stack: makes all checks of a stack and prints what they found.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { sourceUrl } from '../../deployment/sources.ts';
import { openAthena } from '../../engines/athena/open-athena.ts';
import { printable } from '../../formats/printable.ts';
import type {
  athenaClient,
  cloudFormationClient,
  cloudWatchClient,
  glueClient,
  s3Client,
  sfnClient,
  sqsClient,
} from '../aws/clients.ts';
import { type DeployedStack, deployedStack } from '../aws/deployed.ts';
import { stackFailure } from '../aws/problem.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { type Part, writeColoured } from '../terminal/colour.ts';
import { writeOut } from '../terminal/output.ts';
import { activity, withProgress } from '../terminal/progress.ts';
import { checkBackfill } from './backfill-check.ts';
import { check, type StatusCheck } from './check.ts';
import { checkCost } from './cost-check.ts';
import { checkCatalog, checkCrawler, checkPartitions } from './glue-checks.ts';
import { checkFiles, checkViews } from './lake-checks.ts';
import { checkDeadLetters, checkQueue, checkUndelivered } from './queue-checks.ts';
import { checkSource } from './source-check.ts';

/** The clients that the checks need. */
export interface StatusClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly cloudWatch: Awaited<ReturnType<typeof cloudWatchClient>>;
  readonly glue: Awaited<ReturnType<typeof glueClient>>;
  readonly sfn: Awaited<ReturnType<typeof sfnClient>>;
  readonly s3: Awaited<ReturnType<typeof s3Client>>;
  readonly sqs: Awaited<ReturnType<typeof sqsClient>>;
  readonly athena: Awaited<ReturnType<typeof athenaClient>>;
}

/**
 * Prints the state of a deployed stack. Throws {@link RunFailed}.
 *
 * @returns exit code 1 if a check could not be made, 3 if one found a problem
 */
export async function statusOfStack(name: string, json: boolean, clients: StatusClients): Promise<ExitCode> {
  try {
    const stack = await deployedStack(clients.cloudFormation, name);
    const checks = await withProgress(activity('checking the stack'), () => checksOf(stack, clients));
    if (json) writeOut(statusJson(stack, checks));
    else writeColoured(...statusLines(stack, checks).flatMap((line) => [line, '\n']));
    return checks.some(({ failed }) => failed !== undefined)
      ? EXIT.failed
      : problemsOf(checks).length > 0
        ? EXIT.faulty
        : EXIT.done;
  } catch (error) {
    throw stackFailure(error);
  }
}

/** All checks, in the order in which they are printed. */
function checksOf(stack: DeployedStack, clients: StatusClients): Promise<StatusCheck[]> {
  const { glue, s3, sfn, sqs } = clients;
  const { Workgroup: workgroup, Database: database } = stack.outputs;
  const athena = openAthena({ client: clients.athena, workgroup, database });
  return Promise.all([
    check('source', () => checkSource(s3, stack)),
    check('backfill', () => checkBackfill(sfn, stack)),
    check('crawler', () => checkCrawler(glue, stack)),
    check('catalog', () => checkCatalog(glue, stack)),
    check('partitions', () => checkPartitions(glue, s3, stack)),
    check('queue', () => checkQueue(sqs, stack)),
    check('dead letters', () => checkDeadLetters(sqs, stack)),
    check('undelivered events', () => checkUndelivered(sqs, stack)),
    check('views', () => checkViews(athena, stack)),
    check('files', () => checkFiles(athena, stack)),
    check('cost', () => checkCost(clients, stack, new Date())),
  ]);
}

const problemsOf = (checks: readonly StatusCheck[]): string[] =>
  checks.flatMap(({ result }) => result?.problems ?? []);

function statusLines(stack: DeployedStack, checks: readonly StatusCheck[]): Part[] {
  const { name, status, region, outputs } = stack;
  return [
    printable(`stack ${name} in ${region}: ${status}`),
    printable(`from ${stack.sources.map(sourceUrl).join(', ')} to s3://${outputs.TargetBucket}`),
    ...checks.map(
      ({ name: checkName, result, failed }): Part =>
        result === undefined
          ? [printable(`${checkName}: unknown: ${failed}`), 'yellow']
          : printable(`${checkName}: ${result.text}`),
    ),
    ...problemsOf(checks).map((problem): Part => [printable(`  problem: ${problem}`), 'red']),
  ];
}

/** The names of the checks become fields: `deadLetters`. */
function statusJson(stack: DeployedStack, checks: readonly StatusCheck[]): string {
  const { name, status, region, sources, hasList, outputs } = stack;
  const addresses = sources.map(sourceUrl);
  const results = Object.fromEntries(
    checks.map(({ name: checkName, result, failed }) => [
      checkName.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
      result?.facts ?? { failed },
    ]),
  );
  const facts = {
    ...{ stack: name, region, status },
    // a list of sources is a list
    from: hasList ? addresses : addresses[0],
    to: `s3://${outputs.TargetBucket}`,
    ...results,
    wrong: problemsOf(checks),
  };
  return `${JSON.stringify(facts, undefined, 2)}\n`;
}
