// backfill --dry-run: counts the objects of the source, and estimates what a run would cost.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import type { S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../../stores/s3.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { interruptibleWait } from '../aws/interruptible-wait.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { writeOut } from '../terminal/output.ts';
import { count } from '../terminal/words.ts';
import { dryRunFacts, dryRunText } from './dry-run-report.ts';
import type { Scope } from './scope.ts';
import { countSource } from './source-count.ts';

/** How often the number of objects is shown. */
const SHOWN_EVERY = 1000;

/** Counts the objects that a run would cover, and prints what the run would cost. Throws {@link StoreFailure}. */
export async function dryRun(
  s3: S3Client,
  { outputs }: DeployedStack,
  { sourcePrefix, force }: Scope,
  json: boolean,
): Promise<ExitCode> {
  const suffixes = outputs.Suffixes.split(',');
  try {
    const found = await interruptibleWait(({ signal, show }) =>
      countSource(s3Store({ client: s3, bucket: outputs.SourceBucket, signal }), sourcePrefix, suffixes, {
        signal,
        onObject: (objects) => objects % SHOWN_EVERY === 0 && show(`${count(objects)} objects counted`),
      }),
    );
    const source = `s3://${outputs.SourceBucket}/${sourcePrefix}`;
    const facts = dryRunFacts(found, Number(outputs.BackfillConcurrency), force);
    writeOut(
      json
        ? `${JSON.stringify({ source, ...facts }, undefined, 2)}\n`
        : dryRunText(source, facts, { suffixes, force }),
    );
    return EXIT.done;
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    throw error;
  }
}
