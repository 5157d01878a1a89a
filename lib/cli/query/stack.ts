// query --stack: runs a query in Athena and writes the answer.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { ATHENA_LEAST_BYTES, PRICE } from '../../deployment/prices.ts';
import { type AthenaAnswer, openAthena, type Spent } from '../../engines/athena/open-athena.ts';
import type { athenaClient, cloudFormationClient } from '../aws/clients.ts';
import { deployedStack } from '../aws/deployed.ts';
import { interruptibleWait } from '../aws/interruptible-wait.ts';
import { stackFailure } from '../aws/problem.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { printMessage } from '../terminal/output.ts';
import { bytes } from '../terminal/words.ts';
import { withAdvice } from './found-nothing.ts';
import { writeParquet } from './parquet.ts';
import { isReplaceable } from './target.ts';
import { type OutputChoice, writeAnswer } from './write.ts';

/** A query of a deployed stack. */
export interface StackQuery extends StackRequest {
  readonly sql: string;
}

/** A deployed stack, and how answers are written. */
export interface StackRequest extends OutputChoice {
  readonly stack: string;
}

/** The clients that a query needs. */
export interface QueryClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly athena: Awaited<ReturnType<typeof athenaClient>>;
}

/** Answers queries; a note on standard error says how much each scanned and what it cost. */
export type AskStack = (sql: string) => Promise<AthenaAnswer>;

/** Runs a query in Athena over the lake of a deployed stack, and writes the answer. Throws {@link RunFailed}. */
export const queryStack = (query: StackQuery, clients: QueryClients): Promise<ExitCode> =>
  withStack(query, clients, (ask) => writeAnswerOf(ask, query));

/** Asks a deployed stack any number of queries. Throws {@link RunFailed}. */
export async function withStack(
  { stack, output }: StackRequest,
  clients: QueryClients,
  use: (ask: AskStack) => Promise<void>,
): Promise<ExitCode> {
  // a query is billed even if its answer cannot be written, so this comes first
  if (output !== undefined) isReplaceable(output);
  const notes: string[] = [];
  try {
    await use(async (sql) => {
      const answer = await askAthena(stack, sql, clients);
      notes.push(spentText(answer.spent, sql));
      return answer;
    });
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw stackFailure(error);
    printMessage('interrupted: the query was stopped');
    return EXIT.interrupted;
  } finally {
    // also if the reader of the answer left early
    for (const note of notes) printMessage(note);
  }
}

/** Writes the answer to a query of a stack. */
export async function writeAnswerOf(ask: AskStack, { sql, ...choice }: StackQuery): Promise<void> {
  const { format, output } = choice;
  const answer = await ask(sql);
  if (format === 'parquet') await saveParquet(answer, output ?? '');
  else await writeAnswer(withAdvice(answer, sql, 'stack'), { ...choice, format });
}

/** Waits for the answer. A signal stops the query, because it would be billed for all that it scans. */
const askAthena = (
  stack: string,
  sql: string,
  { cloudFormation, athena }: QueryClients,
): Promise<AthenaAnswer> =>
  interruptibleWait(async ({ signal, show }) => {
    const { outputs } = await deployedStack(cloudFormation, stack, {
      needs: ['Workgroup', 'Database'],
      signal,
    });
    const { Workgroup: workgroup, Database: database } = outputs;
    return openAthena({ client: athena, workgroup, database }).ask(sql, {
      signal,
      onProgress: (state, { scannedBytes }) => show(`Athena: ${state}, ${bytes(scannedBytes)} scanned`),
    });
  });

/** Only Parquet needs DuckDB, which takes time to load. */
async function saveParquet(answer: AthenaAnswer, output: string): Promise<void> {
  const { saveAthenaParquet } = await import('../../engines/athena/save-parquet.ts');
  await writeParquet(output, (file) => saveAthenaParquet(answer, file));
}

/** `scanned 1.2 MB in 0.9 s, about $0.00005`. Statements that read only the catalog are free. */
export function spentText({ scannedBytes, milliseconds }: Spent, sql: string): string {
  const text = `scanned ${bytes(scannedBytes)} in ${(milliseconds / 1000).toFixed(1)} s`;
  if (scannedBytes === 0 && /^\s*(?:show|desc|describe|explain)\b/i.test(sql)) return text;
  const dollars = Math.max(scannedBytes, ATHENA_LEAST_BYTES) * PRICE.athenaByte;
  return `${text}, about $${dollars.toFixed(dollars < 0.01 ? 5 : 2)}`;
}
