// loads the AWS SDK: only where a stack is asked

import { ATHENA_LEAST_BYTES, PRICE } from '../../deployment/prices.ts';
import { type AthenaAnswer, openAthena, type Spent } from '../../engines/athena/open-athena.ts';
import type { athenaClient, cloudFormationClient } from '../aws/clients.ts';
import { deployedStack } from '../aws/deployed.ts';
import { stackFailure } from '../aws/stack-problem.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { Interrupted, interruptible } from '../terminal/interrupt.ts';
import { note } from '../terminal/output.ts';
import { waiting } from '../terminal/progress.ts';
import { bytes } from '../terminal/words.ts';
import { writeParquet } from './parquet.ts';
import { isReplaceable } from './target.ts';
import { type FormatName, writeAnswer } from './write.ts';

export interface StackQuestion {
  readonly stack: string;
  readonly sql: string;
  readonly format: FormatName;
  /** The file for the answer, absolute; standard output where undefined. */
  readonly output: string | undefined;
}

export interface QueryClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly athena: Awaited<ReturnType<typeof athenaClient>>;
}

/**
 * Asks the Athena of a deployed stack and writes the answer; what it took goes to standard error. Returns the exit
 * code. Throws {@link RunFailed}.
 */
export async function queryStack(question: StackQuestion, clients: QueryClients): Promise<ExitCode> {
  const { sql, format, output } = question;
  // an answer is paid for: see first that there is a place for it
  if (output !== undefined) isReplaceable(output);
  try {
    const answer = await interruptible((signal) => asked(question, clients, signal));
    if (format === 'parquet') await saveParquet(answer, output ?? '');
    else await writeAnswer(answer, format, output);
    note(spentText(answer.spent, sql));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw stackFailure(error);
    note('interrupted: the query was stopped');
    return EXIT.interrupted;
  }
}

/** DuckDB is loaded for it alone. */
async function saveParquet(answer: AthenaAnswer, output: string): Promise<void> {
  const { saveAthenaParquet } = await import('../../engines/athena/save-parquet.ts');
  await writeParquet(output, (file) => saveAthenaParquet(answer, file));
}

async function asked(
  { stack, sql }: StackQuestion,
  { cloudFormation, athena }: QueryClients,
  signal: AbortSignal,
): Promise<AthenaAnswer> {
  const shown = waiting();
  try {
    const { outputs } = await deployedStack(cloudFormation, stack, {
      needs: ['Workgroup', 'Database'],
      signal,
    });
    const { Workgroup: workgroup, Database: database } = outputs;
    return await openAthena({ client: athena, workgroup, database }).ask(sql, {
      signal,
      onProgress: (state, { scannedBytes }) => shown.show(`Athena: ${state}, ${bytes(scannedBytes)} scanned`),
    });
  } finally {
    shown.clear();
  }
}

/** `scanned 1.2 MB in 0.9 s, about $0.00005`. What only asks the catalog costs nothing. */
export function spentText({ scannedBytes, milliseconds }: Spent, sql: string): string {
  const text = `scanned ${bytes(scannedBytes)} in ${(milliseconds / 1000).toFixed(1)} s`;
  if (scannedBytes === 0 && /^\s*(?:show|desc|describe|explain)\b/i.test(sql)) return text;
  const dollars = Math.max(scannedBytes, ATHENA_LEAST_BYTES) * PRICE.athenaByte;
  return `${text}, about $${dollars.toFixed(dollars < 0.01 ? 5 : 2)}`;
}
