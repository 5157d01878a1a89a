import type { Changes } from '../lib/lake/changes/changes.ts';
import type { SourceFile } from '../lib/lake/extraction.ts';
import type { SyncOptions } from '../lib/lake/sync/sync.ts';
import { type MovingSyncResult, syncAndMove } from '../lib/lake/sync/sync-and-move.ts';
import type { DerivationSettings } from '../lib/sky/rules.ts';
import type { Store } from '../lib/stores/store.ts';
import type { SourceFilter } from './messages.ts';
import type { AddPartition } from './partitions.ts';
import { type Attempt, type ItemContext, plainFirst, processItems, type SourceOf } from './process-items.ts';

// Syncs source files, for events and for backfills.

/** Files in progress at the same time. They mostly wait for S3, not for the processor. */
const FILES_AT_ONCE = 32;
/**
 * Files in progress at the same time if some are retried. An invocation that failed as a whole may have exceeded its
 * memory, and would do so again.
 */
export const RETRIED_AT_ONCE = 2;

/** The sources and the lake that a function keeps in sync. */
export interface SyncContext extends SourceFilter {
  readonly sourceOf: SourceOf;
  readonly lake: Store;
  readonly collectionDepth: number;
  readonly addPartition: AddPartition;
  /** How values are derived from headers; by default without custom rules. */
  readonly derivation?: DerivationSettings;
  /** What is written to the lake is recorded here, if compaction is on. `lake` is then its lake. */
  readonly changes?: Changes;
}

/** One attempt to sync a source file. */
export interface SyncAttempt extends Attempt<MovingSyncResult>, SourceFile {}

/** A text that no other file has: the name of a bucket contains no slash. */
export const nameOf = ({ bucket, key }: SourceFile): string => `${bucket}/${key}`;

/**
 * Syncs source files concurrently. A file that fails does not stop the others. When the signal is aborted, the attempts are
 * returned at once: unfinished files fail with its reason, and their work stops at its next request.
 *
 * @param files each once
 */
export async function syncFiles(
  files: readonly SourceFile[],
  context: SyncContext,
  signal: AbortSignal,
  atOnce = FILES_AT_ONCE,
): Promise<SyncAttempt[]> {
  const ordered = plainFirst(files, ({ key }) => key);
  const attempts = await processItems(ordered, { ...context, signal, atOnce }, (file, itemContext) =>
    syncFile(file, context, itemContext),
  );
  return attempts.map(({ item, ...attempt }) => ({ ...item, ...attempt }));
}

/**
 * Syncs one source file, and ensures that the catalog has the partition of its lake object.
 *
 * @throws PartitionRefused; what `syncAndMove` throws
 */
export async function syncFile(
  file: SourceFile,
  { collectionDepth, addPartition }: SyncContext,
  { sourceOf, ...context }: ItemContext,
  options: Pick<SyncOptions, 'sweep' | 'listed'> = {},
): Promise<MovingSyncResult> {
  const source = sourceOf(file.bucket);
  const result = await syncAndMove({ ...context, ...options, source, file, collectionDepth });
  // also if nothing was written: an earlier attempt may have written the lake object but failed to add its partition
  if (result.outcome !== 'absent' || result.etag !== undefined) await addPartition(result.lakeKey);
  return result;
}
