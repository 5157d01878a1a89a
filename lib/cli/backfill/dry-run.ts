// backfill --dry-run: counts the objects of the source, looks some of them up in the lake, and estimates what a run would
// cost.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import type { S3Client } from '@aws-sdk/client-s3';
import { decodeDigest } from '../../deployment/outputs.ts';
import { type Source, sourceUrl } from '../../deployment/sources.ts';
import { s3Store } from '../../stores/s3.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { interruptibleWait } from '../aws/interruptible-wait.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { writeOut } from '../terminal/output.ts';
import { count } from '../terminal/words.ts';
import { type CountedSource, dryRunFacts, dryRunText } from './dry-run-report.ts';
import { reservoir, SAMPLE_FILES, type SampledFile, sampleOf } from './sample.ts';
import { type Scope, sourcesOfScope } from './scope.ts';
import { countSource, sumOfCounts } from './source-count.ts';

/** How often the number of objects is shown. */
const SHOWN_EVERY = 1000;

/**
 * Counts the objects that a run would cover, looks some of them up in the lake, and prints what the run would cost. Throws
 * {@link StoreFailure}.
 */
export async function dryRun(
  s3: S3Client,
  stack: DeployedStack,
  scope: Scope,
  json: boolean,
): Promise<ExitCode> {
  const { outputs } = stack;
  const { force } = scope;
  const suffixes = outputs.Suffixes.split(',');
  try {
    const { counted, sample } = await interruptibleWait(async (waiting) => {
      const chosen = reservoir<SampledFile>(SAMPLE_FILES);
      const counted = await countEach(s3, sourcesOfScope(scope, stack), {
        suffixes,
        onFile: chosen.add,
        waiting,
      });
      if (force || counted.every(({ found }) => found.files === 0)) return { counted, sample: undefined };
      waiting.show(`looking up ${count(chosen.items.length)} of them in the lake`);
      const lake = s3Store({ client: s3, bucket: outputs.TargetBucket, signal: waiting.signal });
      const collectionDepth = Number(outputs.CollectionDepth);
      const rules = decodeDigest(outputs.RulesDigest);
      return { counted, sample: await sampleOf(chosen.items, { lake, collectionDepth, rules }) };
    });
    const concurrency = Number(outputs.BackfillConcurrency);
    const all = sumOfCounts(counted.map(({ found }) => found));
    const facts = dryRunFacts(all, { concurrency, force, sample });
    writeOut(
      json
        ? `${JSON.stringify({ ...placesOf(counted, scope), ...facts }, undefined, 2)}\n`
        : dryRunText(counted, facts, { suffixes, force }),
    );
    return EXIT.done;
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    throw error;
  }
}

/** What was counted where. Programs rely on the names of the fields. */
const placesOf = (counted: readonly CountedSource[], { sources }: Scope) =>
  sources === undefined
    ? { source: counted[0]?.source }
    : { sources: counted.map(({ source, found: { files, bytes } }) => ({ source, files, bytes })) };

interface CountOptions {
  readonly suffixes: readonly string[];
  /** Called with each FITS file. */
  readonly onFile: (file: SampledFile) => unknown;
  readonly waiting: { readonly signal: AbortSignal; readonly show: (text: string) => unknown };
}

/** Counts the objects of each source. */
async function countEach(
  s3: S3Client,
  sources: readonly Source[],
  { suffixes, onFile, waiting: { signal, show } }: CountOptions,
): Promise<CountedSource[]> {
  const counted: CountedSource[] = [];
  let before = 0;
  for (const { bucket, prefix } of sources) {
    const earlier = before;
    const found = await countSource(s3Store({ client: s3, bucket, signal }), prefix, suffixes, {
      signal,
      onObject: (objects) =>
        objects % SHOWN_EVERY === 0 && show(`${count(earlier + objects)} objects counted`),
      onFile: (file) => onFile({ ...file, bucket }),
    });
    before += found.files + found.others;
    counted.push({ source: sourceUrl({ bucket, prefix }), found });
  }
  return counted;
}
