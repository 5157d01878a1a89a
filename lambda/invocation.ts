import type { Context } from 'aws-lambda';
import { changesOf } from '../lib/lake/changes/changes.ts';
import { deadlineIn } from './deadline.ts';
import type { FunctionContext } from './function-context.ts';
import { type Journal, journal } from './journal.ts';
import { partitionAdder } from './partitions.ts';
import type { SyncContext } from './sync-files.ts';

/** What the work of one invocation needs. */
export interface Invocation {
  readonly context: SyncContext;
  /** Aborted when the invocation runs out of time. */
  readonly signal: AbortSignal;
  readonly journal: Journal;
}

/** How an invocation differs between functions. */
export interface InvocationOptions {
  /** When the run began: partitions found earlier are checked again. */
  readonly since?: Date;
  /** Outcomes that are counted but not logged. */
  readonly quiet?: readonly string[];
}

/** Does the work of one invocation within its time limit, and publishes its metrics however it ends. */
export async function runInvocation<T>(
  { environment, sources, wants, sourceOf, lake, derivation, table, known, logger, metrics }: FunctionContext,
  lambda: Context,
  { since, quiet }: InvocationOptions,
  work: (invocation: Invocation) => Promise<T>,
): Promise<T> {
  logger.addContext(lambda);
  const { signal, clear } = deadlineIn(lambda.getRemainingTimeInMillis());
  const entries = journal(logger, metrics, quiet);
  const addPartition = partitionAdder({
    ...{ table, known, signal, onAdded: entries.partitionsAdded },
    ...(since && { since: since.getTime() }),
  });
  const { collectionDepth, compaction } = environment;
  const recorded = compaction ? changesOf(lake) : undefined;
  const context: SyncContext = {
    ...{ sources, wants, sourceOf, collectionDepth, addPartition, derivation },
    ...(recorded ? { lake: recorded.lake, changes: recorded } : { lake }),
  };
  try {
    return await work({ context, signal, journal: entries });
  } finally {
    clear();
    entries.publish();
  }
}
