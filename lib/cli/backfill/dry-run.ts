// backfill --dry-run: counts the objects of the source, looks some of them up in the lake, and estimates what a run would
// cost.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import type { S3Client } from '@aws-sdk/client-s3';
import { decodeDigest } from '../../deployment/outputs.ts';
import { s3Store } from '../../stores/s3.ts';
import type { Listed } from '../../stores/store.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { interruptibleWait } from '../aws/interruptible-wait.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { writeOut } from '../terminal/output.ts';
import { count } from '../terminal/words.ts';
import { dryRunFacts, dryRunText } from './dry-run-report.ts';
import { reservoir, SAMPLE_FILES, sampleOf } from './sample.ts';
import type { Scope } from './scope.ts';
import { countSource } from './source-count.ts';

/** How often the number of objects is shown. */
const SHOWN_EVERY = 1000;

/**
 * Counts the objects that a run would cover, looks some of them up in the lake, and prints what the run would cost. Throws
 * {@link StoreFailure}.
 */
export async function dryRun(
  s3: S3Client,
  { outputs }: DeployedStack,
  { sourcePrefix, force }: Scope,
  json: boolean,
): Promise<ExitCode> {
  const [bucket, suffixes] = [outputs.SourceBucket, outputs.Suffixes.split(',')];
  try {
    const { found, sample } = await interruptibleWait(async ({ signal, show }) => {
      const chosen = reservoir<Listed>(SAMPLE_FILES);
      const store = s3Store({ client: s3, bucket, signal });
      const found = await countSource(store, sourcePrefix, suffixes, {
        signal,
        onObject: (objects) => objects % SHOWN_EVERY === 0 && show(`${count(objects)} objects counted`),
        onFile: chosen.add,
      });
      if (force || found.files === 0) return { found, sample: undefined };
      show(`looking up ${count(chosen.items.length)} of them in the lake`);
      const lake = s3Store({ client: s3, bucket: outputs.TargetBucket, signal });
      const collectionDepth = Number(outputs.CollectionDepth);
      const rules = decodeDigest(outputs.RulesDigest);
      return { found, sample: await sampleOf(chosen.items, { lake, bucket, collectionDepth, rules }) };
    });
    const source = `s3://${bucket}/${sourcePrefix}`;
    const concurrency = Number(outputs.BackfillConcurrency);
    const facts = dryRunFacts(found, { concurrency, force, sample });
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
