// loads the AWS SDK: only where a stack is asked

import { openAthena } from '../../engines/athena/open-athena.ts';
import type {
  athenaClient,
  cloudFormationClient,
  glueClient,
  s3Client,
  sfnClient,
  sqsClient,
} from '../aws/clients.ts';
import { type DeployedStack, deployedStack } from '../aws/deployed.ts';
import { stackFailure } from '../aws/stack-problem.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { printable, writeOut } from '../terminal/output.ts';
import { backfillPart } from './backfill-part.ts';
import { catalogPart, crawlerPart, partitionsPart } from './glue-parts.ts';
import { filesPart, viewsPart } from './lake-parts.ts';
import { type Part, part } from './part.ts';
import { deadLettersPart, queuePart, undeliveredPart } from './queue-parts.ts';
import { sourcePart } from './source-part.ts';

export interface StatusClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly glue: Awaited<ReturnType<typeof glueClient>>;
  readonly sfn: Awaited<ReturnType<typeof sfnClient>>;
  readonly s3: Awaited<ReturnType<typeof s3Client>>;
  readonly sqs: Awaited<ReturnType<typeof sqsClient>>;
  readonly athena: Awaited<ReturnType<typeof athenaClient>>;
}

/** Prints how a deployed stack is, and returns the exit code: 1 where a part could not be asked, 3 where something is wrong. */
export async function statusOfStack(name: string, json: boolean, clients: StatusClients): Promise<ExitCode> {
  try {
    const stack = await deployedStack(clients.cloudFormation, name);
    const parts = await partsOf(stack, clients);
    writeOut(json ? statusJson(stack, parts) : statusText(stack, parts));
    return parts.some(({ failed }) => failed !== undefined)
      ? EXIT.failed
      : parts.some(({ known }) => (known?.wrong ?? []).length > 0)
        ? EXIT.faulty
        : EXIT.done;
  } catch (error) {
    throw stackFailure(error);
  }
}

function partsOf(stack: DeployedStack, { glue, s3, sfn, sqs, ...clients }: StatusClients): Promise<Part[]> {
  const { Workgroup: workgroup, Database: database } = stack.outputs;
  const athena = openAthena({ client: clients.athena, workgroup, database });
  return Promise.all([
    part('source', () => sourcePart(s3, stack)),
    part('backfill', () => backfillPart(sfn, stack)),
    part('crawler', () => crawlerPart(glue, stack)),
    part('catalog', () => catalogPart(glue, stack)),
    part('partitions', () => partitionsPart(glue, s3, stack)),
    part('queue', () => queuePart(sqs, stack)),
    part('dead letters', () => deadLettersPart(sqs, stack)),
    part('undelivered events', () => undeliveredPart(sqs, stack)),
    part('views', () => viewsPart(athena, stack)),
    part('files', () => filesPart(athena, stack)),
  ]);
}

function statusText(stack: DeployedStack, parts: readonly Part[]): string {
  const { name, status, region, sourcePrefix, outputs } = stack;
  const lines = [
    `stack ${name} in ${region}: ${status}`,
    `from s3://${outputs.SourceBucket}/${sourcePrefix} to s3://${outputs.TargetBucket}`,
    ...parts.map((one) => `${one.name}: ${one.known?.text ?? `not known: ${one.failed}`}`),
    ...parts.flatMap(({ known }) => known?.wrong ?? []).map((wrong) => `  wrong: ${wrong}`),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function statusJson({ name, status, region, sourcePrefix, outputs }: DeployedStack, parts: readonly Part[]) {
  const told = Object.fromEntries(
    parts.map(({ name: partName, known, failed }) => [
      partName.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
      known?.facts ?? { failed },
    ]),
  );
  const from = `s3://${outputs.SourceBucket}/${sourcePrefix}`;
  const wrong = parts.flatMap(({ known }) => known?.wrong ?? []);
  const all = { stack: name, region, status, from, to: `s3://${outputs.TargetBucket}`, ...told, wrong };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}
