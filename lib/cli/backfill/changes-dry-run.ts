// backfill --changes --dry-run: counts the lake objects, and estimates what a run would cost.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import type { S3Client } from '@aws-sdk/client-s3';
import { printable } from '../../formats/printable.ts';
import { isChecked } from '../../lake/changes/check.ts';
import { s3Store } from '../../stores/s3.ts';
import type { Store } from '../../stores/store.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { interruptibleWait } from '../aws/interruptible-wait.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { writeOut } from '../terminal/output.ts';
import { bytes, count, counted } from '../terminal/words.ts';
import { changesCost } from './changes-cost.ts';
import { costText } from './dry-run-report.ts';
import type { RunCost } from './estimate.ts';
import type { Scope } from './scope.ts';

/** How often the number of objects is shown. */
const SHOWN_EVERY = 1000;

/** The lake objects that a run would go through. Programs rely on the names: `backfill --changes --dry-run --json`. */
export interface ChangesCount {
  /** Objects in the lake, and their bytes. */
  readonly objects: number;
  readonly bytes: number;
  /** Those that would be looked at: all with --force, otherwise those whose delta has to be there. */
  readonly checked: number;
}

/** Counts lake objects. Throws StoreFailure, and the signal's reason if the signal is aborted. */
export async function countChanges(
  lake: Store,
  { lakePrefix, force }: Pick<Scope, 'lakePrefix' | 'force'>,
  { now, signal, onObject }: { now: Date; signal?: AbortSignal; onObject?: (before: number) => unknown },
): Promise<ChangesCount> {
  const found = { objects: 0, bytes: 0, checked: 0 };
  for await (const object of lake.list(lakePrefix)) {
    signal?.throwIfAborted();
    onObject?.(found.objects);
    found.objects++;
    found.bytes += object.size;
    if (force || isChecked(object, now)) found.checked++;
  }
  return found;
}

/** Counts the lake objects that a run would go through, and prints what it would cost. Throws {@link StoreFailure}. */
export async function changesDryRun(
  s3: S3Client,
  { outputs }: DeployedStack,
  scope: Scope,
  json: boolean,
): Promise<ExitCode> {
  const bucket = outputs.TargetBucket;
  try {
    const found = await interruptibleWait(({ signal, show }) =>
      countChanges(s3Store({ client: s3, bucket, signal }), scope, {
        now: new Date(),
        signal,
        onObject: (objects) => objects % SHOWN_EVERY === 0 && show(`${count(objects)} objects counted`),
      }),
    );
    const lake = `s3://${bucket}/${scope.lakePrefix}`;
    const cost = changesCost(found, { force: scope.force, concurrency: Number(outputs.BackfillConcurrency) });
    writeOut(
      json
        ? `${JSON.stringify({ lake, ...found, cost }, undefined, 2)}\n`
        : changesDryRunText(lake, found, cost, scope.force),
    );
    return EXIT.done;
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    throw error;
  }
}

/** What a run would cost, as text. */
export function changesDryRunText(lake: string, found: ChangesCount, cost: RunCost, force: boolean): string {
  const { objects, checked } = found;
  const lines = [
    `${lake}: ${counted(objects, 'lake object')}, ${bytes(found.bytes)}`,
    force
      ? `each is read and recorded for compaction: ${costText(cost)}`
      : `${count(checked)} of them are recent enough to be checked; if no change was lost: ${costText(cost)}`,
    'no file would be opened, and nothing was changed',
  ];
  return `${lines.map(printable).join('\n')}\n`;
}
