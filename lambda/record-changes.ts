import type { Outcome } from '../lib/lake/batch-report.ts';
import type { Journal } from './journal.ts';
import type { Attempt } from './process-items.ts';
import type { SyncContext } from './sync-files.ts';

/** A file was written to the lake, or removed from it, but that could not be recorded for compaction. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
  constructor(cause: unknown) {
    super('the lake object was written, but could not be recorded for compaction', { cause });
  }
}

/** What a result says about the lake object. */
interface Written {
  readonly outcome: Outcome | 'absent';
  readonly etag?: string;
  readonly moved?: true;
}

/**
 * Writes the changes of a batch, if compaction is on. This has to be done after the lake writes, and before the batch is
 * acknowledged. It is also done when no time is left, in the seconds that the invocation has for its end.
 *
 * @returns the attempts. If the changes could not be written, those that changed the lake have failed.
 */
export async function recordChanges<A extends Attempt<Written>>(
  attempts: readonly A[],
  { changes }: Pick<SyncContext, 'changes'>,
  journal: Pick<Journal, 'changesRecorded'>,
): Promise<readonly A[]> {
  if (changes === undefined) return attempts;
  try {
    journal.changesRecorded(await changes.close());
    return attempts;
  } catch (error) {
    journal.changesRecorded({ error });
    return attempts.map((attempt) =>
      hasChanged(attempt.result) ? { ...attempt, result: undefined, error: new NotRecorded(error) } : attempt,
    );
  }
}

/** Outcomes that are changes even if the object in the right place was not written. */
const CHANGING: readonly Written['outcome'][] = ['expired', 'moved', 'recorded'];

const hasChanged = (result: Written | undefined): boolean =>
  result !== undefined &&
  (result.etag !== undefined || result.moved === true || CHANGING.includes(result.outcome));
